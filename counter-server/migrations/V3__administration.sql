-- Administration: what an audit row is about, who may no longer sign in, which devices are no longer known.

-- The code of the entry that was changed, and what changed in it.
ALTER TABLE audit ADD COLUMN subject TEXT;
ALTER TABLE audit ADD COLUMN detail TEXT;

CREATE INDEX audit_at ON audit (at_ms);

-- Rows of staff and devices stay, because the log and the audit name them.
ALTER TABLE staff ADD COLUMN deactivated_at_ms INTEGER;
ALTER TABLE devices ADD COLUMN revoked_at_ms INTEGER;
