-- Declarations: filled-in forms, sealed each under a key of its own that stands outside the database; what was
-- filed of them; figures without persons.

CREATE TABLE declarations (
    id             BLOB    PRIMARY KEY,
    form           TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    language       TEXT    NOT NULL,
    -- The version of the notice about personal data that the person read.
    notice_version INTEGER NOT NULL,
    complete       INTEGER NOT NULL,
    -- The local date on which it was begun: its code holds on this date only.
    business_date  TEXT    NOT NULL,
    -- Makes the code, under a key of the date that is thrown away with it.
    code_salt      BLOB    NOT NULL,
    -- A keyed hash of the code.
    code_hash      BLOB    NOT NULL,
    -- A keyed hash of what was sent last, to compare a repeated sending with.
    sent_hash      BLOB    NOT NULL,
    device         INTEGER,
    at_ms          INTEGER NOT NULL,
    -- Grows with each change.
    revision       INTEGER NOT NULL,
    -- The ticket that it belongs to.
    ticket         BLOB,
    nonce          BLOB    NOT NULL,
    ciphertext     BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX declarations_code ON declarations (business_date, code_hash);
CREATE UNIQUE INDEX declarations_ticket ON declarations (ticket) WHERE ticket IS NOT NULL;

-- Accepted files. What stands on the receipt about a person is sealed with the declaration.
CREATE TABLE dossiers (
    declaration BLOB    PRIMARY KEY REFERENCES declarations (id) ON DELETE CASCADE,
    code        TEXT    NOT NULL UNIQUE,
    -- direct or online
    way         TEXT    NOT NULL,
    procedure   TEXT,
    filed_at_ms INTEGER NOT NULL,
    -- When the result is due; absent when the rules name no time.
    due_at_ms   INTEGER,
    staff       INTEGER
) STRICT, WITHOUT ROWID;

-- The last serial number of each date that went into a dossier code.
CREATE TABLE dossier_serials (
    business_date TEXT    PRIMARY KEY,
    last          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Figures that stay: how many, by form and date, and nothing about anybody.
CREATE TABLE declaration_counts (
    business_date TEXT    NOT NULL,
    form          TEXT    NOT NULL,
    begun         INTEGER NOT NULL DEFAULT 0,
    given_in      INTEGER NOT NULL DEFAULT 0,
    filed         INTEGER NOT NULL DEFAULT 0,
    erased        INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (business_date, form)
) STRICT, WITHOUT ROWID;

-- What was deleted and may still stand in the write-ahead log; said to be erased once that is empty.
CREATE TABLE declaration_erasures (
    declaration BLOB    PRIMARY KEY,
    at_ms       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
