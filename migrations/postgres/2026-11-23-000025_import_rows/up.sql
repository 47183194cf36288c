-- An import's file, in parts.
CREATE TABLE import_parts (
    import_id TEXT COLLATE "C" NOT NULL REFERENCES imports (id),
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 1000),
    bytes BYTEA NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
    PRIMARY KEY (import_id, position)
);

CREATE TRIGGER import_parts_append BEFORE UPDATE OR DELETE OR TRUNCATE ON import_parts
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('import_parts_are_append_only');

ALTER TABLE import_parts ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_parts FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON import_parts FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT ON import_parts TO saathi_app;

-- What is wrong with which cell; found anew by each check.
CREATE TABLE import_faults (
    seq BIGINT NOT NULL PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    import_id TEXT COLLATE "C" NOT NULL REFERENCES imports (id),
    at_row BIGINT NOT NULL CHECK (at_row BETWEEN 0 AND 100000000),
    heading TEXT COLLATE "C" NOT NULL CHECK (length(heading) <= 40000),
    value TEXT COLLATE "C" NOT NULL CHECK (length(value) <= 2000),
    reason TEXT COLLATE "C" NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000)
);

CREATE INDEX import_faults_import ON import_faults (import_id, at_row, seq);

CREATE TRIGGER import_faults_append BEFORE UPDATE ON import_faults
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('import_faults_are_told_once');

ALTER TABLE import_faults ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_faults FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON import_faults FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT, DELETE ON import_faults TO saathi_app;
