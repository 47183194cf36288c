-- Marks a database that holds invented data and people whose password everybody knows. It stays one for
-- ever. The first step is taken before anything is filled in, the second when all is.
CREATE TABLE demo (
    step INTEGER NOT NULL PRIMARY KEY CHECK (step BETWEEN 1 AND 2),
    -- The business day that its history ends with.
    today TEXT NOT NULL CHECK (date(today) IS today),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        )
) STRICT;

CREATE TRIGGER demo_no_update BEFORE UPDATE ON demo
BEGIN
    SELECT RAISE(ABORT, 'demo_is_append_only');
END;

CREATE TRIGGER demo_no_delete BEFORE DELETE ON demo
BEGIN
    SELECT RAISE(ABORT, 'demo_is_append_only');
END;
