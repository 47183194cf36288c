-- Work that comes due by itself: who does it now, and how it last went. A server takes a job for a
-- while; one that dies lets go of it by the passing of time.
CREATE TABLE jobs (
    name TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(name) = length(name) AND length(name) BETWEEN 1 AND 64
            AND name NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    -- The server that has it, until a real time.
    held_by TEXT
        CHECK (
            octet_length(held_by) = length(held_by) AND length(held_by) BETWEEN 1 AND 64
            AND held_by NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    held_until TEXT
        CHECK (
            datetime(substr(held_until, 1, 19)) IS substr(held_until, 1, 19)
            AND length(held_until) IN (19, 23, 26)
            AND substr(held_until, 20, 1) IN ('', '.') AND substr(held_until, 21) NOT GLOB '*[^0-9]*'
        ),
    -- The last business day for which it was done.
    done_for TEXT CHECK (date(done_for) IS done_for),
    -- The last run.
    started_at TEXT
        CHECK (
            datetime(substr(started_at, 1, 19)) IS substr(started_at, 1, 19)
            AND length(started_at) IN (19, 23, 26)
            AND substr(started_at, 20, 1) IN ('', '.') AND substr(started_at, 21) NOT GLOB '*[^0-9]*'
        ),
    ended_at TEXT
        CHECK (
            datetime(substr(ended_at, 1, 19)) IS substr(ended_at, 1, 19)
            AND length(ended_at) IN (19, 23, 26)
            AND substr(ended_at, 20, 1) IN ('', '.') AND substr(ended_at, 21) NOT GLOB '*[^0-9]*'
        ),
    outcome TEXT CHECK (outcome IN ('done', 'failed')),
    effects INTEGER CHECK (effects BETWEEN 0 AND 2147483647),
    error TEXT CHECK (length(error) BETWEEN 1 AND 500 AND instr(error, char(0)) = 0),
    CHECK ((held_by IS NULL) = (held_until IS NULL)),
    CHECK ((outcome IS NULL) = (ended_at IS NULL)),
    CHECK ((outcome IS NULL) = (effects IS NULL)),
    CHECK (outcome = 'failed' OR error IS NULL)
) STRICT;

CREATE TRIGGER jobs_no_delete BEFORE DELETE ON jobs
BEGIN
    SELECT RAISE(ABORT, 'jobs_are_never_deleted');
END;

-- What people were told because a day came: each thing once for each day that it is about.
CREATE TABLE notices (
    kind TEXT NOT NULL
        CHECK (
            octet_length(kind) = length(kind) AND length(kind) BETWEEN 1 AND 64
            AND kind NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    subject_id TEXT NOT NULL
        CHECK (
            octet_length(subject_id) = length(subject_id) AND length(subject_id) BETWEEN 1 AND 64
            AND subject_id NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    due_on TEXT NOT NULL CHECK (date(due_on) IS due_on),
    told_at TEXT NOT NULL
        CHECK (
            datetime(substr(told_at, 1, 19)) IS substr(told_at, 1, 19)
            AND length(told_at) IN (19, 23, 26)
            AND substr(told_at, 20, 1) IN ('', '.') AND substr(told_at, 21) NOT GLOB '*[^0-9]*'
        ),
    PRIMARY KEY (kind, subject_id, due_on)
) STRICT;

CREATE INDEX notices_due ON notices (kind, due_on);

CREATE TRIGGER notices_no_update BEFORE UPDATE ON notices
BEGIN
    SELECT RAISE(ABORT, 'notices_are_append_only');
END;

CREATE TRIGGER notices_no_delete BEFORE DELETE ON notices
BEGIN
    SELECT RAISE(ABORT, 'notices_are_append_only');
END;
