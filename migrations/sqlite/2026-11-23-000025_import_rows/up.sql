-- An import's file, in parts.
CREATE TABLE import_parts (
    import_id TEXT NOT NULL REFERENCES imports (id),
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 1000),
    bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
    PRIMARY KEY (import_id, position)
) STRICT;

CREATE TRIGGER import_parts_append BEFORE UPDATE ON import_parts
BEGIN
    SELECT RAISE(ABORT, 'import_parts_are_append_only');
END;

CREATE TRIGGER import_parts_no_delete BEFORE DELETE ON import_parts
BEGIN
    SELECT RAISE(ABORT, 'import_parts_are_append_only');
END;

-- What is wrong with which cell; found anew by each check.
CREATE TABLE import_faults (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    import_id TEXT NOT NULL REFERENCES imports (id),
    at_row INTEGER NOT NULL CHECK (at_row BETWEEN 0 AND 100000000),
    heading TEXT NOT NULL CHECK (length(heading) <= 40000 AND instr(heading, char(0)) = 0),
    value TEXT NOT NULL CHECK (length(value) <= 2000 AND instr(value, char(0)) = 0),
    reason TEXT NOT NULL
        CHECK (length(reason) BETWEEN 1 AND 2000 AND instr(reason, char(0)) = 0)
) STRICT;

CREATE INDEX import_faults_import ON import_faults (import_id, at_row, seq);

CREATE TRIGGER import_faults_append BEFORE UPDATE ON import_faults
BEGIN
    SELECT RAISE(ABORT, 'import_faults_are_told_once');
END;
