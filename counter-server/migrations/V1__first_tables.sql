-- The first schema: the event log, its projections, the catalogue, who may act, and the audit.
-- Moments are Unix milliseconds; dates are local dates of the center (ISO 8601); ids of tickets are the
-- 16 bytes of a UUID.

-- The truth of the queue. Never edited, never deleted.
CREATE TABLE events (
    seq           INTEGER PRIMARY KEY,
    business_date TEXT    NOT NULL,
    at_ms         INTEGER NOT NULL,
    type          TEXT    NOT NULL,
    -- The shape of `body`; every released shape folds for ever.
    version       INTEGER NOT NULL,
    body          TEXT    NOT NULL
) STRICT;

-- Replay starts at the last of these.
CREATE INDEX events_day_opened ON events (seq) WHERE type = 'day_opened';

-- Projection: every ticket as the log leaves it.
CREATE TABLE tickets (
    id                 BLOB    PRIMARY KEY,
    business_date      TEXT    NOT NULL,
    number             TEXT    NOT NULL,
    n                  INTEGER NOT NULL,
    service            TEXT    NOT NULL,
    procedure          TEXT,
    priority           TEXT,
    head_start_minutes INTEGER NOT NULL,
    language           TEXT    NOT NULL,
    device             INTEGER,
    state              TEXT    NOT NULL,
    issued_seq         INTEGER NOT NULL,
    issued_at_ms       INTEGER NOT NULL,
    arrived_at_ms      INTEGER NOT NULL,
    first_called_at_ms INTEGER,
    called_at_ms       INTEGER,
    started_at_ms      INTEGER,
    ended_at_ms        INTEGER,
    desk               TEXT,
    recalls            INTEGER NOT NULL,
    print              TEXT
) STRICT, WITHOUT ROWID;

-- Projection: every desk as the log leaves it.
CREATE TABLE desks (
    id                  TEXT    PRIMARY KEY,
    state               TEXT    NOT NULL,
    ticket              BLOB,
    served              INTEGER NOT NULL,
    service_seconds_sum INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The first answer to each command that was named by its sender.
CREATE TABLE command_answers (
    command_id BLOB    PRIMARY KEY,
    at_ms      INTEGER NOT NULL,
    -- What was asked, so that an id used for something else is found out.
    request    TEXT    NOT NULL,
    -- The last event of the answer, or the last before a refusal.
    seq        INTEGER NOT NULL,
    body       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX command_answers_at ON command_answers (at_ms);

-- What the center offers; the newest row holds.
CREATE TABLE catalogs (
    version       INTEGER PRIMARY KEY,
    created_at_ms INTEGER NOT NULL,
    body          TEXT    NOT NULL
) STRICT;

CREATE TABLE staff (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT    NOT NULL,
    -- The name in lower case: two names that differ only in case are one.
    name_key      TEXT    NOT NULL UNIQUE,
    role          TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE devices (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    kind          TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    -- SHA-256 of the token; the token itself is shown once and kept nowhere.
    token_hash    BLOB    NOT NULL UNIQUE,
    created_at_ms INTEGER NOT NULL,
    last_seen_ms  INTEGER
) STRICT;

CREATE TABLE sessions (
    token_hash    BLOB    PRIMARY KEY,
    staff         INTEGER NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    desk          TEXT,
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_staff ON sessions (staff);

-- Who did what beside the queue. Uses of priority stand in the events.
CREATE TABLE audit (
    id     INTEGER PRIMARY KEY,
    at_ms  INTEGER NOT NULL,
    action TEXT    NOT NULL,
    staff  INTEGER,
    desk   TEXT
) STRICT;

-- One row, written now and then to learn whether the database can be written again.
CREATE TABLE probe (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    at_ms INTEGER NOT NULL
) STRICT;
