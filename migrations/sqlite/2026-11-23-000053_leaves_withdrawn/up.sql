-- Who took a leave back, and when; it is as it stood before, and holds no more.
ALTER TABLE leaves ADD COLUMN withdrawn_by TEXT REFERENCES users (id);
ALTER TABLE leaves ADD COLUMN withdrawn_at TEXT
    CHECK (
        datetime(substr(withdrawn_at, 1, 19)) IS substr(withdrawn_at, 1, 19)
        AND length(withdrawn_at) IN (19, 23, 26)
        AND substr(withdrawn_at, 20, 1) IN ('', '.') AND substr(withdrawn_at, 21) NOT GLOB '*[^0-9]*'
    )
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
    CHECK (withdrawn_at IS NULL OR status <> 'refused');
