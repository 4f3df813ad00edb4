-- What 'panta gc' has begun to remove for good: it cannot be restored any more, and the next gc goes on with it.
CREATE TABLE removals (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    begun BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- Without them, removing one run or dataset would read all rows that may refer to it.
CREATE INDEX metric_subjects_by_run ON metric_subjects (run);
CREATE INDEX run_datasets_by_dataset ON run_datasets (dataset);
