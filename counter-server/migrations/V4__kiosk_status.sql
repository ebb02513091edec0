-- Calls for help from kiosks. What a kiosk says of itself besides is not kept: it says it again within the minute.

-- One row a kiosk: the call that stands, or the last one. Rows go at the turn of the day.
CREATE TABLE help_calls (
    device         INTEGER PRIMARY KEY REFERENCES devices (id) ON DELETE CASCADE,
    called_at_ms   INTEGER NOT NULL,
    -- The code of the screen at which somebody stands.
    screen         TEXT,
    answered_at_ms INTEGER,
    answered_by    INTEGER REFERENCES staff (id)
) STRICT;
