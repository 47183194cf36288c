-- A file of records, and how far it has come.
CREATE TABLE imports (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^imp_[0-9a-f]{32}$'),
    kind TEXT COLLATE "C" NOT NULL
        CHECK (kind IN ('sellers', 'recruits', 'sales', 'registrations', 'exchange_rates')),
    format TEXT COLLATE "C" NOT NULL CHECK (format IN ('csv', 'xlsx')),
    file_name TEXT COLLATE "C" CHECK (length(file_name) BETWEEN 1 AND 200),
    file_hash BYTEA NOT NULL CHECK (length(file_hash) = 32),
    file_bytes BIGINT NOT NULL CHECK (file_bytes BETWEEN 1 AND 20971520),
    headings TEXT COLLATE "C" NOT NULL
        CHECK (length(headings) <= 500000 AND jsonb_typeof(headings::jsonb) = 'array'),
    mapping TEXT COLLATE "C" NOT NULL
        CHECK (length(mapping) <= 500000 AND jsonb_typeof(mapping::jsonb) = 'object'),
    status TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('uploaded', 'checking', 'checked', 'committing', 'done')),
    row_count BIGINT NOT NULL CHECK (row_count BETWEEN 0 AND 100000000),
    new_count BIGINT NOT NULL CHECK (new_count BETWEEN 0 AND 100000000),
    unchanged_count BIGINT NOT NULL CHECK (unchanged_count BETWEEN 0 AND 100000000),
    faulty_count BIGINT NOT NULL CHECK (faulty_count BETWEEN 0 AND 100000000),
    -- How many rows the file has, once a check has gone through all of them.
    total_rows BIGINT CHECK (total_rows BETWEEN 0 AND 100000000),
    -- The row of the file behind which it goes on.
    at_row BIGINT NOT NULL CHECK (at_row BETWEEN 0 AND 100000000),
    created_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    committed_by TEXT COLLATE "C" REFERENCES users (id),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    CHECK (row_count = new_count + unchanged_count + faulty_count),
    CHECK ((status IN ('committing', 'done')) = (committed_by IS NOT NULL))
);

CREATE INDEX imports_created ON imports (created_at, id);

CREATE TRIGGER imports_keep BEFORE UPDATE ON imports
    FOR EACH ROW WHEN ((
        OLD.id, OLD.kind, OLD.format, OLD.file_name, OLD.file_hash, OLD.file_bytes, OLD.headings,
        OLD.created_by, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.kind, NEW.format, NEW.file_name, NEW.file_hash, NEW.file_bytes, NEW.headings,
        NEW.created_by, NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('imports_keep_their_file');

-- What became records stays so, of the columns that were shown.
CREATE TRIGGER imports_forward BEFORE UPDATE ON imports
    FOR EACH ROW WHEN (
        OLD.status = 'done'
        OR (OLD.status = 'committing' AND (
            NEW.status NOT IN ('committing', 'done') OR NEW.mapping IS DISTINCT FROM OLD.mapping
            OR NEW.committed_by IS DISTINCT FROM OLD.committed_by OR NEW.at_row < OLD.at_row
        ))
    )
    EXECUTE FUNCTION saathi_refuse('imports_go_forward');

CREATE TRIGGER imports_no_delete BEFORE DELETE OR TRUNCATE ON imports
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('imports_are_never_deleted');

ALTER TABLE imports ENABLE ROW LEVEL SECURITY;
ALTER TABLE imports FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON imports FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT, UPDATE ON imports TO saathi_app;
