-- What was seen, and who wrote.

-- One row of 64 bytes for each message that was taken in, kept for the time of retention, so that its repeats are known.
-- The key is a hash: where it falls in its index says nothing of when it came, so a batch sorts its keys before it looks or writes.
-- The day is indexed for the purge: every insert goes to the right-hand edge, and equal days share their entry (some 7 bytes a row).
CREATE TABLE messages (
    message_id  uuid  NOT NULL,
    -- keyed hash of what was said: 16 bytes, as uuid because that has a fixed length
    content     uuid  NOT NULL,
    received_on date  NOT NULL,
    CONSTRAINT messages_pkey PRIMARY KEY (message_id)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.5, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX messages_received_on ON messages (received_on);

CREATE TABLE customers (
    customer_id uuid        NOT NULL,
    -- a bit for each kind of identifier that is known of them: 1 customer number, 2 e-mail, 4 phone, 8 handle, 16 id on a channel
    kinds       smallint    NOT NULL CHECK (kinds > 0),
    known_since timestamptz NOT NULL,
    CONSTRAINT customers_pkey PRIMARY KEY (customer_id)
) WITH (fillfactor = 90);

-- Whose an identifier is. The digest is HMAC-SHA-256 with the pepper, cut to 16 bytes: no address lies in this table.
-- Its being the key is what makes two processes that meet one new customer at once agree: the second's unit is decided again.
CREATE TABLE identifiers (
    digest      uuid        NOT NULL,
    customer_id uuid        NOT NULL,
    kind        smallint    NOT NULL,
    since       timestamptz NOT NULL,
    CONSTRAINT identifiers_pkey PRIMARY KEY (digest)
);
