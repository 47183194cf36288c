-- Marks a database that holds invented data and people whose password everybody knows. It stays one for
-- ever. The first step is taken before anything is filled in, the second when all is.
CREATE TABLE demo (
    step INTEGER NOT NULL PRIMARY KEY CHECK (step BETWEEN 1 AND 2),
    -- The business day that its history ends with.
    today DATE NOT NULL CHECK (isfinite(today)),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at))
);

CREATE TRIGGER demo_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON demo
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('demo_is_append_only');

GRANT SELECT, INSERT ON demo TO saathi_app;
