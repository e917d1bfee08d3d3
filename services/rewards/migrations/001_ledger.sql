-- The rules that were ever in force. What was booked by a version can always be explained by it.
CREATE TABLE rules (
    version        text PRIMARY KEY,
    effective_from timestamptz NOT NULL,
    document       text NOT NULL
);

-- One row for each member that anything was heard of. It is also the member's lock: whoever decides about a member holds this row.
CREATE TABLE members (
    member_id text PRIMARY KEY,
    pending   bigint NOT NULL DEFAULT 0 CHECK (pending >= 0),
    matured   bigint NOT NULL DEFAULT 0,
    paid      bigint NOT NULL DEFAULT 0 CHECK (paid >= 0),
    -- All that was ever earned, and all that was taken back.
    earned     bigint NOT NULL DEFAULT 0 CHECK (earned >= 0),
    taken_back bigint NOT NULL DEFAULT 0 CHECK (taken_back >= 0),
    -- How many entries the member has: the number of the last one.
    entries   bigint NOT NULL DEFAULT 0 CHECK (entries >= 0),
    -- What was paid can be taken back afterwards; then, and only so far, the member owes.
    CHECK (matured + paid >= 0),
    CHECK (earned - taken_back = pending + matured + paid)
) WITH (fillfactor = 80);

-- Every act that came, once. `digest` tells a repeat from another act under the same id.
CREATE TABLE activities (
    activity_id  text PRIMARY KEY,
    digest       bytea NOT NULL,
    member_id    text NOT NULL,
    by_member_id text,
    action       text NOT NULL,
    at           timestamptz NOT NULL,
    undo         boolean NOT NULL,
    undoes       text,
    thread       text,
    subject      text NOT NULL,
    outcome      text NOT NULL,
    open         boolean NOT NULL
);
CREATE INDEX activities_undoes ON activities (undoes) WHERE undo AND open;
-- Only what still matters, so that doing and undoing a thing a thousand times does not make the next time slow.
CREATE INDEX activities_subject ON activities (member_id, subject) WHERE open;
CREATE INDEX activities_thread ON activities (member_id, thread) WHERE open AND NOT undo AND thread IS NOT NULL;
CREATE INDEX activities_recent ON activities (member_id, at DESC);

-- The book. One row moves `amount` from one account to another: it cannot but balance.
CREATE TABLE entries (
    member_id     text NOT NULL,
    number        bigint NOT NULL CHECK (number > 0),
    entry_id      uuid NOT NULL,
    origin        text NOT NULL,
    cause         text NOT NULL,
    rule          text NOT NULL,
    step          text NOT NULL CHECK (step IN ('earn', 'mature', 'reverse')),
    debit         text NOT NULL,
    credit        text NOT NULL,
    amount        bigint NOT NULL CHECK (amount > 0),
    because       text NOT NULL,
    at            timestamptz NOT NULL,
    matures_at    timestamptz,
    concerns      uuid,
    -- No foreign key: its check locks the row of rules, for which the right to update is needed. `audit` checks it.
    rules_version text NOT NULL,
    PRIMARY KEY (member_id, number),
    -- One entry for each cause: an act earns by a rule once, and that earning matures once and is reversed once.
    UNIQUE (origin, rule, step),
    CHECK (debit <> credit),
    CHECK (CASE step
        WHEN 'earn' THEN debit = 'expense:' || rule AND credit = 'member:' || member_id || ':pending'
                         AND matures_at IS NOT NULL AND concerns IS NULL
        WHEN 'mature' THEN debit = 'member:' || member_id || ':pending' AND credit = 'member:' || member_id || ':matured'
                         AND concerns IS NOT NULL
        ELSE debit IN ('member:' || member_id || ':pending', 'member:' || member_id || ':matured') AND credit = 'expense:' || rule
                         AND concerns IS NOT NULL
    END)
);

-- The same as postings: two for each entry, which add up to zero.
CREATE VIEW postings AS
    SELECT entry_id, member_id, number, debit AS account, -amount AS amount, at FROM entries
    UNION ALL
    SELECT entry_id, member_id, number, credit, amount, at FROM entries;

-- What each rule has cost (negative: it gave). A row for each input partition, so that partitions do not wait for each other.
CREATE TABLE expenses (
    rule    text NOT NULL,
    shard   integer NOT NULL,
    balance bigint NOT NULL,
    PRIMARY KEY (rule, shard)
) WITH (fillfactor = 50);

-- What caps and ceilings have counted.
CREATE TABLE counters (
    member_id text NOT NULL,
    key       text NOT NULL,
    value     bigint NOT NULL CHECK (value >= 0),
    PRIMARY KEY (member_id, key)
) WITH (fillfactor = 80);

-- Points earned in a week or month, less what was taken back of them.
CREATE TABLE scores (
    period    text NOT NULL CHECK (period IN ('week', 'month')),
    starts_on date NOT NULL,
    member_id text NOT NULL,
    points    bigint NOT NULL CHECK (points >= 0),
    PRIMARY KEY (period, starts_on, member_id)
);
CREATE INDEX scores_rank ON scores (period, starts_on, points DESC, member_id) WHERE points > 0;

-- Append-only: corrections are reversing entries. ALWAYS, so that a session that calls itself a replica is refused as well.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted: correct with a new one', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rules FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE entries ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE rules ENABLE ALWAYS TRIGGER append_only;

-- And the right to do so is taken from the service's own role (a superuser has it all the same: the triggers are for that one).
REVOKE UPDATE, DELETE, TRUNCATE ON entries, rules FROM PUBLIC;
REVOKE UPDATE, DELETE, TRUNCATE ON entries, rules FROM CURRENT_USER;
