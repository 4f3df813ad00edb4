-- Points of metrics in the order in which they came; the others are in "metrics", in the order in which they are read. Whoever reads points reads both.
-- A batch of many metrics belongs to as many places of "metrics"; here it goes to one, until it is put in order together with others. A point may be here twice.
CREATE TABLE fresh_points (
    point INTEGER NOT NULL PRIMARY KEY,
    run BIGINT NOT NULL REFERENCES runs (run),
    key TEXT NOT NULL,
    timestamp BIGINT NOT NULL,
    step BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    is_nan SMALLINT NOT NULL
);
