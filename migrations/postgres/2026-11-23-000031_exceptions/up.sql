-- What closes took although it deserved a look.

-- What whoever closed a period accepted, as it was told, and why.
CREATE TABLE accepted_exceptions (
    period TEXT COLLATE "C" NOT NULL REFERENCES periods (period),
    -- Of what kind it is, and what it is about.
    exception TEXT COLLATE "C" NOT NULL CHECK (exception ~ '^[a-z0-9_:]{1,200}$'),
    detail TEXT COLLATE "C" NOT NULL CHECK (length(detail) BETWEEN 1 AND 2000),
    reason TEXT COLLATE "C" NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    accepted_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    accepted_at TIMESTAMP NOT NULL CHECK (isfinite(accepted_at)),
    PRIMARY KEY (period, exception)
);

CREATE TRIGGER accepted_exceptions_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON accepted_exceptions
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('accepted_exceptions_are_append_only');

ALTER TABLE accepted_exceptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE accepted_exceptions FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON accepted_exceptions FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT ON accepted_exceptions TO saathi_app;
