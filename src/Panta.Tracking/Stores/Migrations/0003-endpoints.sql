-- Endpoints: a name that answers predictions by following an alias of a registered model. At most one is the default.

CREATE TABLE endpoints (
    name TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL,
    model TEXT NOT NULL,
    alias TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    time_column TEXT,
    key_column TEXT,
    created BIGINT NOT NULL
);
CREATE INDEX endpoints_by_model ON endpoints (model, alias);
