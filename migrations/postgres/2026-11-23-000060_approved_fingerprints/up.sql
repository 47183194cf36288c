-- What was approved or confirmed by a second person: SHA-256 of all that it looked at. What was approved
-- before this was kept has none.
CREATE TABLE approved_fingerprints (
    -- A plan's version, an adjustment, a statement or a bank account.
    subject_id TEXT COLLATE "C" NOT NULL PRIMARY KEY
        CHECK (subject_id ~ '^(plv|adj|stm|bnk)_[0-9a-f]{32}$'),
    fingerprint BYTEA NOT NULL CHECK (octet_length(fingerprint) = 32)
);

CREATE TRIGGER approved_fingerprints_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON approved_fingerprints
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('approved_fingerprints_are_append_only');

ALTER TABLE approved_fingerprints ENABLE ROW LEVEL SECURITY;
ALTER TABLE approved_fingerprints FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON approved_fingerprints FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT ON approved_fingerprints TO saathi_app;
