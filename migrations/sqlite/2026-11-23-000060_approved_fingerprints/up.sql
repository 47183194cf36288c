-- What was approved or confirmed by a second person: SHA-256 of all that it looked at. What was approved
-- before this was kept has none.
CREATE TABLE approved_fingerprints (
    -- A plan's version, an adjustment, a statement or a bank account.
    subject_id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(subject_id) = 36 AND length(subject_id) = 36
            AND substr(subject_id, 1, 4) IN ('plv_', 'adj_', 'stm_', 'bnk_')
            AND substr(subject_id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32)
) STRICT;

CREATE TRIGGER approved_fingerprints_no_update BEFORE UPDATE ON approved_fingerprints
BEGIN
    SELECT RAISE(ABORT, 'approved_fingerprints_are_append_only');
END;

CREATE TRIGGER approved_fingerprints_no_delete BEFORE DELETE ON approved_fingerprints
BEGIN
    SELECT RAISE(ABORT, 'approved_fingerprints_are_append_only');
END;
