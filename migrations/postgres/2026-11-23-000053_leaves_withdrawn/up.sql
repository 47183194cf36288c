-- Who took a leave back, and when; it is as it stood before, and holds no more.
ALTER TABLE leaves ADD COLUMN withdrawn_by TEXT COLLATE "C" REFERENCES users (id);
ALTER TABLE leaves ADD COLUMN withdrawn_at TIMESTAMP
    CHECK (isfinite(withdrawn_at))
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
    CHECK (withdrawn_at IS NULL OR status <> 'refused');
