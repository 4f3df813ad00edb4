-- Every move of a version between stages. Outlives the version and the model.
CREATE TABLE stage_history (
    change INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    stage TEXT NOT NULL,
    previous_stage TEXT NOT NULL,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX stage_history_by_model ON stage_history (name, version, change);
