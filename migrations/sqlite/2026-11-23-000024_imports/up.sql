-- A file of records, and how far it has come.
CREATE TABLE imports (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'imp_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    kind TEXT NOT NULL
        CHECK (kind IN ('sellers', 'recruits', 'sales', 'registrations', 'exchange_rates')),
    format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx')),
    file_name TEXT CHECK (length(file_name) BETWEEN 1 AND 200 AND instr(file_name, char(0)) = 0),
    file_hash BLOB NOT NULL CHECK (length(file_hash) = 32),
    file_bytes INTEGER NOT NULL CHECK (file_bytes BETWEEN 1 AND 20971520),
    headings TEXT NOT NULL
        CHECK (
            length(headings) <= 500000 AND instr(headings, char(0)) = 0
            AND CASE WHEN json_valid(headings) THEN json_type(headings) = 'array' ELSE 0 END
        ),
    mapping TEXT NOT NULL
        CHECK (
            length(mapping) <= 500000 AND instr(mapping, char(0)) = 0
            AND CASE WHEN json_valid(mapping) THEN json_type(mapping) = 'object' ELSE 0 END
        ),
    status TEXT NOT NULL
        CHECK (status IN ('uploaded', 'checking', 'checked', 'committing', 'done')),
    row_count INTEGER NOT NULL CHECK (row_count BETWEEN 0 AND 100000000),
    new_count INTEGER NOT NULL CHECK (new_count BETWEEN 0 AND 100000000),
    unchanged_count INTEGER NOT NULL CHECK (unchanged_count BETWEEN 0 AND 100000000),
    faulty_count INTEGER NOT NULL CHECK (faulty_count BETWEEN 0 AND 100000000),
    -- How many rows the file has, once a check has gone through all of them.
    total_rows INTEGER CHECK (total_rows BETWEEN 0 AND 100000000),
    -- The row of the file behind which it goes on.
    at_row INTEGER NOT NULL CHECK (at_row BETWEEN 0 AND 100000000),
    created_by TEXT NOT NULL REFERENCES users (id),
    committed_by TEXT REFERENCES users (id),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    updated_at TEXT NOT NULL
        CHECK (
            datetime(substr(updated_at, 1, 19)) IS substr(updated_at, 1, 19)
            AND length(updated_at) IN (19, 23, 26)
            AND substr(updated_at, 20, 1) IN ('', '.') AND substr(updated_at, 21) NOT GLOB '*[^0-9]*'
        ),
    CHECK (row_count = new_count + unchanged_count + faulty_count),
    CHECK ((status IN ('committing', 'done')) = (committed_by IS NOT NULL))
) STRICT;

CREATE INDEX imports_created ON imports (created_at, id);

CREATE TRIGGER imports_keep BEFORE UPDATE ON imports
WHEN (OLD.id, OLD.kind, OLD.format, OLD.file_name, OLD.file_hash, OLD.file_bytes, OLD.headings,
    OLD.created_by, OLD.created_at)
    IS NOT (NEW.id, NEW.kind, NEW.format, NEW.file_name, NEW.file_hash, NEW.file_bytes, NEW.headings,
    NEW.created_by, NEW.created_at)
BEGIN
    SELECT RAISE(ABORT, 'imports_keep_their_file');
END;

-- What became records stays so, of the columns that were shown.
CREATE TRIGGER imports_forward BEFORE UPDATE ON imports
WHEN OLD.status = 'done'
    OR (OLD.status = 'committing' AND (
        NEW.status NOT IN ('committing', 'done') OR NEW.mapping IS NOT OLD.mapping
        OR NEW.committed_by IS NOT OLD.committed_by OR NEW.at_row < OLD.at_row
    ))
BEGIN
    SELECT RAISE(ABORT, 'imports_go_forward');
END;

CREATE TRIGGER imports_no_delete BEFORE DELETE ON imports
BEGIN
    SELECT RAISE(ABORT, 'imports_are_never_deleted');
END;
