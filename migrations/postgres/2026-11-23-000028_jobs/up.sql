-- Work that comes due by itself: who does it now, and how it last went. A server takes a job for a
-- while; one that dies lets go of it by the passing of time.
CREATE TABLE jobs (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (name ~ '^[A-Za-z0-9._/-]{1,64}$'),
    -- The server that has it, until a real time.
    held_by TEXT COLLATE "C" CHECK (held_by ~ '^[A-Za-z0-9._/-]{1,64}$'),
    held_until TIMESTAMP CHECK (isfinite(held_until)),
    -- The last business day for which it was done.
    done_for DATE CHECK (isfinite(done_for)),
    -- The last run.
    started_at TIMESTAMP CHECK (isfinite(started_at)),
    ended_at TIMESTAMP CHECK (isfinite(ended_at)),
    outcome TEXT COLLATE "C" CHECK (outcome IN ('done', 'failed')),
    effects INTEGER CHECK (effects BETWEEN 0 AND 2147483647),
    error TEXT COLLATE "C" CHECK (length(error) BETWEEN 1 AND 500),
    CHECK ((held_by IS NULL) = (held_until IS NULL)),
    CHECK ((outcome IS NULL) = (ended_at IS NULL)),
    CHECK ((outcome IS NULL) = (effects IS NULL)),
    CHECK (outcome = 'failed' OR error IS NULL)
);

CREATE TRIGGER jobs_no_delete BEFORE DELETE OR TRUNCATE ON jobs
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('jobs_are_never_deleted');

ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON jobs FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT, UPDATE ON jobs TO saathi_app;

-- What people were told because a day came: each thing once for each day that it is about.
CREATE TABLE notices (
    kind TEXT COLLATE "C" NOT NULL CHECK (kind ~ '^[A-Za-z0-9._/-]{1,64}$'),
    subject_id TEXT COLLATE "C" NOT NULL CHECK (subject_id ~ '^[A-Za-z0-9._/-]{1,64}$'),
    due_on DATE NOT NULL CHECK (isfinite(due_on)),
    told_at TIMESTAMP NOT NULL CHECK (isfinite(told_at)),
    PRIMARY KEY (kind, subject_id, due_on)
);

CREATE INDEX notices_due ON notices (kind, due_on);

CREATE TRIGGER notices_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON notices
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('notices_are_append_only');

ALTER TABLE notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE notices FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON notices FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT ON notices TO saathi_app;
