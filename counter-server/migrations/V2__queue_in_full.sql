-- The queue in full: what a ticket knows beyond its first leg, legs that are over, notes, learned paces.

-- What the columns do not hold, as JSON without its empty fields: `{}` for most tickets.
ALTER TABLE tickets ADD COLUMN rest TEXT NOT NULL DEFAULT '{}';

ALTER TABLE desks ADD COLUMN pause_reason TEXT;
ALTER TABLE desks ADD COLUMN since_ms INTEGER;

-- Projection: parts of visits, one row for each desk that was done with a person. Reports read this.
CREATE TABLE legs (
    ticket             BLOB    NOT NULL,
    -- 0 is the first leg of the visit.
    leg                INTEGER NOT NULL,
    business_date      TEXT    NOT NULL,
    service            TEXT    NOT NULL,
    desk               TEXT,
    queued_at_ms       INTEGER NOT NULL,
    first_called_at_ms INTEGER,
    waiting_seconds    INTEGER,
    way_seconds        INTEGER,
    service_seconds    INTEGER,
    ended_at_ms        INTEGER NOT NULL,
    -- finished, transferred, corrected; or how the visit ended: done, no_show, cancelled, lapsed.
    end                TEXT    NOT NULL,
    PRIMARY KEY (ticket, leg)
) STRICT, WITHOUT ROWID;

CREATE INDEX legs_service ON legs (service, ended_at_ms);

-- Texts of notes, encrypted with the key of the date, which stands outside the database and its copies.
CREATE TABLE notes (
    id         BLOB    PRIMARY KEY,
    ticket     BLOB    NOT NULL,
    -- The local date whose key reads it; erased with that key.
    key_date   TEXT    NOT NULL,
    nonce      BLOB    NOT NULL,
    ciphertext BLOB    NOT NULL,
    at_ms      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How long calls kept a desk busy, newest last; can be rebuilt from the log.
CREATE TABLE paces (
    id           INTEGER PRIMARY KEY,
    service      TEXT    NOT NULL,
    busy_seconds INTEGER NOT NULL,
    at_ms        INTEGER NOT NULL
) STRICT;

CREATE INDEX paces_service ON paces (service, id);
