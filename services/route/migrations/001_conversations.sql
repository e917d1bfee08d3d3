-- Conversations, their messages and history; activities that had their effect or wait; agents present; incidents.
-- Identifiers compare byte by byte: they are never sorted for people.

CREATE TABLE conversations (
    conversation_id     text COLLATE "C" PRIMARY KEY,
    customer_id         text COLLATE "C" NOT NULL,
    topic               text COLLATE "C" NOT NULL,
    language            text        NOT NULL,
    status              text        NOT NULL,
    destination         text        NOT NULL,
    team                text,
    agent_id            text,
    member_id           text,
    priority            smallint    NOT NULL,
    service_level       text        NOT NULL,
    rule                text        NOT NULL,
    opened_at           timestamptz NOT NULL,
    last_at             timestamptz NOT NULL,
    channels            text[]      NOT NULL,
    owed                text,
    response_due        timestamptz,
    response_breached   boolean     NOT NULL,
    first_response_at   timestamptz,
    resolution_due      timestamptz NOT NULL,
    resolution_breached boolean     NOT NULL,
    paused_at           timestamptz,
    resolved_at         timestamptz,
    resolved_by         text,
    answering_activity  text,
    closing_activity    text,
    incident_id         text COLLATE "C",
    told_at             timestamptz,
    work_id             text,
    last_message_id     text        NOT NULL,
    last_inbound_id     text        NOT NULL,
    last_channel        text        NOT NULL,
    last_thread_id      text,
    last_public         boolean     NOT NULL,
    messages            integer     NOT NULL,
    changes             integer     NOT NULL
) WITH (fillfactor = 80);

-- The look-up of every message: this customer, this topic, not long ago.
CREATE INDEX conversations_recent ON conversations (customer_id, topic, last_at);
-- Desks page through all of them, newest first.
CREATE INDEX conversations_opened ON conversations (opened_at, conversation_id);
-- What waits for agents.
CREATE INDEX conversations_queue ON conversations (team, priority, opened_at) WHERE status = 'open' AND destination = 'agents';
-- Whom an incident's end concerns.
CREATE INDEX conversations_to_tell ON conversations (incident_id, conversation_id) WHERE incident_id IS NOT NULL AND told_at IS NULL;

CREATE TABLE messages (
    message_id      text COLLATE "C" PRIMARY KEY,
    conversation_id text COLLATE "C" NOT NULL,
    customer_id     text COLLATE "C" NOT NULL,
    channel         text COLLATE "C" NOT NULL,
    inbound_id      text COLLATE "C" NOT NULL,
    written_at      timestamptz NOT NULL,
    routed          json        NOT NULL -- the routed event, as it was published
);
CREATE INDEX messages_conversation ON messages (conversation_id);
CREATE INDEX messages_inbound ON messages (customer_id, inbound_id);

-- A conversation's history: every event of conversations-changed, numbered.
CREATE TABLE changes (
    conversation_id text COLLATE "C" NOT NULL,
    number          integer     NOT NULL,
    changed         json        NOT NULL,
    PRIMARY KEY (conversation_id, number)
);

-- What a channel calls a conversation: its thread (t:…), or a reply of ours that a customer can answer (m:…).
CREATE TABLE anchors (
    customer_id     text COLLATE "C" NOT NULL,
    channel         text COLLATE "C" NOT NULL,
    anchor          text COLLATE "C" NOT NULL,
    conversation_id text COLLATE "C" NOT NULL,
    at              timestamptz NOT NULL,
    PRIMARY KEY (customer_id, channel, anchor)
);
-- Members name a thread of the community without its asker.
CREATE INDEX anchors_forum ON anchors (anchor, at) WHERE channel = 'forum';

CREATE TABLE activities (
    key             text COLLATE "C" PRIMARY KEY,
    conversation_id text COLLATE "C",
    at              timestamptz NOT NULL
);

CREATE TABLE parked (
    key             text COLLATE "C" PRIMARY KEY,
    conversation_id text COLLATE "C",
    message_id      text COLLATE "C",
    thread_id       text COLLATE "C",
    parked_at       timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    -- The record as it was read.
    topic           text        NOT NULL,
    partition       integer     NOT NULL,
    record_offset   bigint      NOT NULL,
    record_key      bytea,
    value           bytea       NOT NULL,
    headers         bytea[]     NOT NULL, -- name, value, name, value, …
    timestamp_ms    bigint      NOT NULL
);
CREATE INDEX parked_message ON parked (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX parked_thread ON parked (thread_id) WHERE thread_id IS NOT NULL;

CREATE TABLE agents (
    agent_id        text COLLATE "C" PRIMARY KEY,
    available       boolean     NOT NULL,
    team            text,
    skills          jsonb       NOT NULL,
    languages       text[]      NOT NULL,
    capacity        jsonb       NOT NULL,
    at              timestamptz NOT NULL
);

CREATE TABLE incidents (
    incident_id     text COLLATE "C" PRIMARY KEY,
    title           text        NOT NULL,
    topics          text[]      NOT NULL,
    regions         text[]      NOT NULL, -- folded case
    channels        text[]      NOT NULL,
    announcement    jsonb       NOT NULL,
    ends_at         timestamptz,
    opened_at       timestamptz NOT NULL,
    closed_at       timestamptz,
    closing         jsonb       NOT NULL
);
CREATE INDEX incidents_open ON incidents (incident_id) WHERE closed_at IS NULL;
