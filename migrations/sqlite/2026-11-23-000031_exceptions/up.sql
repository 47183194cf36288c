-- What closes took although it deserved a look.

-- What whoever closed a period accepted, as it was told, and why.
CREATE TABLE accepted_exceptions (
    period TEXT NOT NULL REFERENCES periods (period),
    -- Of what kind it is, and what it is about.
    exception TEXT NOT NULL
        CHECK (
            octet_length(exception) BETWEEN 1 AND 200
            AND length(exception) = octet_length(exception)
            AND exception NOT GLOB '*[^a-z0-9_:]*'
        ),
    detail TEXT NOT NULL CHECK (length(detail) BETWEEN 1 AND 2000 AND instr(detail, char(0)) = 0),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000 AND instr(reason, char(0)) = 0),
    accepted_by TEXT NOT NULL REFERENCES users (id),
    accepted_at TEXT NOT NULL
        CHECK (
            datetime(substr(accepted_at, 1, 19)) IS substr(accepted_at, 1, 19)
            AND length(accepted_at) IN (19, 23, 26)
            AND substr(accepted_at, 20, 1) IN ('', '.')
            AND substr(accepted_at, 21) NOT GLOB '*[^0-9]*'
        ),
    PRIMARY KEY (period, exception)
) STRICT;

CREATE TRIGGER accepted_exceptions_no_update BEFORE UPDATE ON accepted_exceptions
BEGIN
    SELECT RAISE(ABORT, 'accepted_exceptions_are_append_only');
END;

CREATE TRIGGER accepted_exceptions_no_delete BEFORE DELETE ON accepted_exceptions
BEGIN
    SELECT RAISE(ABORT, 'accepted_exceptions_are_append_only');
END;
