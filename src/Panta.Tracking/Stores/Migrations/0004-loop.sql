-- Projects, what their monitors found, alerts, and workflow runs with their steps. Times are microseconds since 1970, UTC;
-- columns ending in _at_us are of the system's clock, all others of the project's.

CREATE TABLE projects (
    name TEXT NOT NULL PRIMARY KEY,
    yaml TEXT NOT NULL,
    folder TEXT NOT NULL,
    clock TEXT NOT NULL,
    now_us BIGINT NOT NULL,
    applied_at_us BIGINT NOT NULL,
    monitor_state TEXT NOT NULL,
    reference TEXT
) WITHOUT ROWID;

-- One row a statement: a window that is restated gets a new revision.
CREATE TABLE windows (
    project TEXT NOT NULL REFERENCES projects (name),
    endpoint TEXT NOT NULL,
    start_us BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    end_us BIGINT NOT NULL,
    judged_us BIGINT NOT NULL,
    model_version TEXT NOT NULL,
    predictions BIGINT NOT NULL,
    labels BIGINT NOT NULL,
    kpi DOUBLE PRECISION,
    lower_bound DOUBLE PRECISION,
    upper_bound DOUBLE PRECISION,
    mean_label DOUBLE PRECISION,
    level DOUBLE PRECISION,
    result TEXT NOT NULL,
    drift TEXT NOT NULL,
    columns TEXT NOT NULL,
    PRIMARY KEY (project, endpoint, start_us, revision)
) WITHOUT ROWID;

CREATE TABLE alerts (
    alert_id TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL REFERENCES projects (name),
    fingerprint TEXT NOT NULL,
    check_id TEXT NOT NULL,
    column_name TEXT,
    model_version TEXT NOT NULL,
    severity TEXT NOT NULL,
    opened_us BIGINT NOT NULL,
    resolved_us BIGINT,
    since_us BIGINT NOT NULL,
    window_start_us BIGINT NOT NULL,
    message TEXT NOT NULL,
    resolution TEXT,
    result TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX alerts_by_project ON alerts (project, opened_us DESC);
CREATE INDEX alerts_open ON alerts (fingerprint, resolved_us);

CREATE TABLE workflow_runs (
    workflow_run_id TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL REFERENCES projects (name),
    workflow TEXT NOT NULL,
    cause TEXT NOT NULL,
    alert_id TEXT REFERENCES alerts (alert_id),
    status TEXT NOT NULL,
    queued_us BIGINT NOT NULL,
    ended_us BIGINT,
    started_at_us BIGINT,
    ended_at_us BIGINT,
    outcome TEXT,
    input TEXT NOT NULL,
    evidence TEXT
) WITHOUT ROWID;
CREATE INDEX workflow_runs_by_project ON workflow_runs (project, queued_us DESC);
CREATE INDEX workflow_runs_unfinished ON workflow_runs (status);

CREATE TABLE steps (
    workflow_run_id TEXT NOT NULL REFERENCES workflow_runs (workflow_run_id),
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    started_at_us BIGINT,
    ended_at_us BIGINT,
    output TEXT,
    error TEXT,
    PRIMARY KEY (workflow_run_id, position)
) WITHOUT ROWID;
