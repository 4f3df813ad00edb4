-- Points that came first wait in a file beside the database, not in a table: see PointLog.
INSERT INTO metrics (run, key, timestamp, step, value, is_nan) SELECT run, key, timestamp, step, value, is_nan FROM fresh_points WHERE 0 = 0
ORDER BY run, key, timestamp, step, value, is_nan ON CONFLICT DO NOTHING;
DROP TABLE fresh_points;

-- That file, while there is one: what its records are told by, the number of the last one that is in the tables, and how often points came from there.
CREATE TABLE point_log (
    salt BIGINT NOT NULL PRIMARY KEY,
    applied BIGINT NOT NULL,
    rounds BIGINT NOT NULL
);
