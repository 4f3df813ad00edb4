-- Webhooks, and what is sent to them. A deleted webhook stays without its secret, for the log of its deliveries.

CREATE TABLE webhooks (
    webhook_id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT,
    status TEXT NOT NULL,
    creation_time BIGINT NOT NULL,
    last_update_time BIGINT NOT NULL,
    deleted_time BIGINT
) WITHOUT ROWID;
CREATE INDEX webhooks_by_creation ON webhooks (creation_time DESC, webhook_id);

CREATE TABLE webhook_events (
    webhook_id TEXT NOT NULL REFERENCES webhooks (webhook_id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    PRIMARY KEY (webhook_id, event)
) WITHOUT ROWID;
CREATE INDEX webhook_events_by_event ON webhook_events (event, webhook_id);

-- Written in the transaction of the change that is told of: what is committed is sent, whatever happens to the process.
CREATE TABLE webhook_deliveries (
    delivery INTEGER NOT NULL PRIMARY KEY,
    delivery_id TEXT NOT NULL,
    webhook_id TEXT NOT NULL REFERENCES webhooks (webhook_id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    creation_time BIGINT NOT NULL,
    next_attempt_time BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    last_attempt_time BIGINT,
    response_status BIGINT,
    response_body TEXT,
    error TEXT
);
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, delivery);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, next_attempt_time, delivery) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_by_creation ON webhook_deliveries (creation_time);
