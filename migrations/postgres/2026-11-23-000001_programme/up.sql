-- The installation, its keys and its audit trail.

-- The server works as this role, which owns nothing and is granted table by table what it needs, so
-- that row-level security and the triggers hold for it. Roles belong to the whole cluster: another
-- database may have made it already, in this very moment too.
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'saathi_app') THEN
        CREATE ROLE saathi_app NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

DO $$
BEGIN
    -- Since PostgreSQL 16 whoever made a role is its member, and still may not become it.
    IF NOT pg_has_role(current_user, 'saathi_app',
        CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
    THEN
        GRANT saathi_app TO CURRENT_USER;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO saathi_app', current_schema());
    IF to_regclass('__diesel_schema_migrations') IS NOT NULL THEN
        GRANT SELECT ON __diesel_schema_migrations TO saathi_app;
    END IF;
END
$$;

-- Whose rows the transaction may see: `platform`, a partner's id, or nothing. The server sets it with
-- `set_config('saathi.partner', …, true)`; PostgreSQL leaves it empty, not null, afterwards.
CREATE FUNCTION saathi_scope() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('saathi.partner', true), '') $$;

-- What append-only and frozen tables answer; the argument is the rule's name, the same on SQLite.
CREATE FUNCTION saathi_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END
$$;

-- Lets an exclusion constraint compare ids without an extension: two ids are equal where the ranges
-- of one id each overlap.
CREATE TYPE saathi_text_range AS RANGE (subtype = text, collation = "C");

-- What this database is. A database first migrated at a set day is a test database for ever, so the
-- one row is written by the first migration run and never changes.
CREATE TABLE installation (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id BETWEEN 1 AND 1),
    installation_id TEXT COLLATE "C" NOT NULL UNIQUE CHECK (installation_id ~ '^ins_[0-9a-f]{32}$'),
    test_database BOOLEAN NOT NULL,
    -- The business day that the first run was told, in a test database.
    first_today DATE CHECK (isfinite(first_today)),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    CHECK (test_database = (first_today IS NOT NULL))
);

CREATE TRIGGER installation_no_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON installation
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('installation_is_append_only');

GRANT SELECT ON installation TO saathi_app;

-- Keys of the access tokens, shared by all servers. A token names its key, so an old key is retired
-- first and its tokens run out by themselves.
CREATE TABLE signing_keys (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9._/-]{1,64}$'),
    algorithm TEXT COLLATE "C" NOT NULL CHECK (algorithm IN ('HS256')),
    secret BYTEA NOT NULL CHECK (length(secret) BETWEEN 32 AND 128),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    retired_at TIMESTAMP CHECK (isfinite(retired_at))
);

CREATE TRIGGER signing_keys_keep BEFORE UPDATE ON signing_keys
    FOR EACH ROW WHEN ((
        OLD.id, OLD.algorithm, OLD.secret, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.algorithm, NEW.secret, NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('signing_keys_only_retire');

ALTER TABLE signing_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE signing_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON signing_keys FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT, UPDATE ON signing_keys TO saathi_app;

-- The end of the audit chain: one row, whose lock makes the numbers of the chain gapless and in the
-- order of commits. A writer takes the next number (`UPDATE audit_head SET seq = seq + 1 RETURNING
-- seq, hash`), and the row it then inserts sets the new hash.
CREATE TABLE audit_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id BETWEEN 1 AND 1),
    seq BIGINT NOT NULL CHECK (seq >= 0),
    hash BYTEA NOT NULL CHECK (length(hash) = 32)
);

INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'));

CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
    FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.seq NOT IN (OLD.seq, OLD.seq + 1))
    EXECUTE FUNCTION saathi_refuse('audit_head_only_moves_forward');

CREATE TRIGGER audit_head_no_delete BEFORE DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('audit_head_is_never_deleted');

GRANT SELECT, UPDATE ON audit_head TO saathi_app;

-- Who changed what, when and why. The exact bytes that were hashed are kept beside the hash, so that a
-- later version can check what an earlier one wrote. No foreign keys: the trail stands by itself.
CREATE TABLE audit (
    -- From `audit_head`, not from a sequence: a gap is a missing row.
    seq BIGINT NOT NULL PRIMARY KEY CHECK (seq >= 1),
    id TEXT COLLATE "C" NOT NULL UNIQUE CHECK (id ~ '^aud_[0-9a-f]{32}$'),
    -- The audit's own clock, which is real in a test database too.
    at TIMESTAMP NOT NULL CHECK (isfinite(at)),
    actor TEXT COLLATE "C" NOT NULL CHECK (actor ~ '^(system|usr_[0-9a-f]{32})$'),
    action TEXT COLLATE "C" NOT NULL CHECK (action ~ '^[A-Za-z0-9._/-]{1,64}$'),
    subject_kind TEXT COLLATE "C" NOT NULL CHECK (subject_kind ~ '^[A-Za-z0-9._/-]{1,64}$'),
    subject_id TEXT COLLATE "C" NOT NULL CHECK (subject_id ~ '^[A-Za-z0-9._/-]{1,128}$'),
    -- Whose people may read the row; null is the platform's alone.
    partner_id TEXT COLLATE "C" CHECK (partner_id ~ '^par_[0-9a-f]{32}$'),
    request_id TEXT COLLATE "C" CHECK (length(request_id) BETWEEN 1 AND 200),
    before_json TEXT COLLATE "C"
        CHECK (length(before_json) <= 1048576 AND jsonb_typeof(before_json::jsonb) <> ''),
    after_json TEXT COLLATE "C"
        CHECK (length(after_json) <= 1048576 AND jsonb_typeof(after_json::jsonb) <> ''),
    reason TEXT COLLATE "C" CHECK (length(reason) BETWEEN 1 AND 2000),
    hashed BYTEA NOT NULL CHECK (length(hashed) BETWEEN 1 AND 4194304),
    -- Unique: the chain cannot fork.
    prev_hash BYTEA NOT NULL UNIQUE CHECK (length(prev_hash) = 32),
    hash BYTEA NOT NULL UNIQUE CHECK (length(hash) = 32)
);

CREATE INDEX audit_subject ON audit (subject_kind, subject_id, seq);

CREATE INDEX audit_partner ON audit (partner_id, seq);

CREATE TRIGGER audit_no_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('audit_is_append_only');

-- A row that does not follow the head is refused; one that does becomes the head.
CREATE FUNCTION saathi_audit_follows_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE audit_head SET hash = NEW.hash WHERE seq = NEW.seq AND hash = NEW.prev_hash;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'audit_follows_head' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER audit_follows_head AFTER INSERT ON audit
    FOR EACH ROW EXECUTE FUNCTION saathi_audit_follows_head();

ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON audit FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON audit FOR ALL
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT ON audit TO saathi_app;
