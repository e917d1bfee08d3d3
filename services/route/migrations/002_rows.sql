-- Rows on their way to the tables, as arrays of these types. They are types of their own, and not the tables', because a process keeps
-- to the columns that it has met: a column added to a table must not stop the ones that run already. What sends other columns brings
-- a new type.

CREATE TYPE conversation_row AS (
    conversation_id     text,
    customer_id         text,
    topic               text,
    language            text,
    status              text,
    destination         text,
    team                text,
    agent_id            text,
    member_id           text,
    priority            smallint,
    service_level       text,
    rule                text,
    opened_at           timestamptz,
    last_at             timestamptz,
    channels            text[],
    owed                text,
    response_due        timestamptz,
    response_breached   boolean,
    first_response_at   timestamptz,
    resolution_due      timestamptz,
    resolution_breached boolean,
    paused_at           timestamptz,
    resolved_at         timestamptz,
    resolved_by         text,
    answering_activity  text,
    closing_activity    text,
    incident_id         text,
    told_at             timestamptz,
    work_id             text,
    last_message_id     text,
    last_inbound_id     text,
    last_channel        text,
    last_thread_id      text,
    last_public         boolean,
    messages            integer,
    changes             integer
);

CREATE TYPE message_row AS (
    message_id      text,
    conversation_id text,
    customer_id     text,
    channel         text,
    inbound_id      text,
    written_at      timestamptz,
    routed          json
);

CREATE TYPE change_row AS (
    conversation_id text,
    number          integer,
    changed         json
);

CREATE TYPE activity_row AS (
    key             text,
    conversation_id text,
    at              timestamptz
);

CREATE TYPE anchor_row AS (
    customer_id     text,
    channel         text,
    anchor          text,
    conversation_id text,
    at              timestamptz
);
