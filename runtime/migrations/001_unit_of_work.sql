-- What every hop with state keeps beside its own tables, in the same schema, so that one transaction covers all of it.

-- How far a writer is in each input partition. `fence` is counted up by whoever takes the partition over; a unit of work
-- of an earlier owner then no longer matches, and changes nothing.
CREATE TABLE progress (
    writer      text     NOT NULL,
    topic       text     NOT NULL,
    partition   integer  NOT NULL,
    next_offset bigint   NOT NULL DEFAULT -1,  -- -1: nothing read yet
    sequence    bigint   NOT NULL DEFAULT 0,   -- of the last outbox row of this partition
    sources     jsonb    NOT NULL DEFAULT '{}', -- source -> highest number taken
    fence       bigint   NOT NULL DEFAULT 0,
    owner       text     NOT NULL,             -- transactional id of whoever took it last; the next owner fences it
    PRIMARY KEY (writer, topic, partition)
) WITH (fillfactor = 50);

-- Events decided but perhaps not yet published. Without gaps in `sequence` for each input partition.
CREATE TABLE outbox (
    writer      text     NOT NULL,
    topic       text     NOT NULL,
    partition   integer  NOT NULL,
    sequence    bigint   NOT NULL,
    to_topic    text     NOT NULL,
    key         bytea,
    value       bytea    NOT NULL,
    headers     bytea[]  NOT NULL,             -- name, value, name, value, …
    PRIMARY KEY (writer, topic, partition, sequence)
);

CREATE TABLE timers (
    writer      text        NOT NULL,
    timer_id    text        NOT NULL,
    topic       text        NOT NULL,
    partition   integer     NOT NULL,
    kind        text        NOT NULL,
    due_at      timestamptz NOT NULL,
    payload     jsonb       NOT NULL,
    trace       text        NOT NULL,
    PRIMARY KEY (writer, timer_id)
);
CREATE INDEX timers_due ON timers (writer, topic, partition, due_at);
