-- The installation, its keys and its audit trail.

-- What this database is. A database first migrated at a set day is a test database for ever, so the
-- one row is written by the first migration run and never changes.
CREATE TABLE installation (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id BETWEEN 1 AND 1),
    installation_id TEXT NOT NULL UNIQUE
        CHECK (
            octet_length(installation_id) = 36 AND length(installation_id) = 36
            AND installation_id GLOB 'ins_*' AND substr(installation_id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    test_database INTEGER NOT NULL CHECK (test_database IN (0, 1)),
    -- The business day that the first run was told, in a test database.
    first_today TEXT CHECK (date(first_today) IS first_today),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    CHECK (test_database = (first_today IS NOT NULL))
) STRICT;

CREATE TRIGGER installation_no_update BEFORE UPDATE ON installation
BEGIN
    SELECT RAISE(ABORT, 'installation_is_append_only');
END;

CREATE TRIGGER installation_no_delete BEFORE DELETE ON installation
BEGIN
    SELECT RAISE(ABORT, 'installation_is_append_only');
END;

-- Keys of the access tokens, shared by all servers. A token names its key, so an old key is retired
-- first and its tokens run out by themselves.
CREATE TABLE signing_keys (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) BETWEEN 1 AND 64 AND length(id) = octet_length(id)
            AND id NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    algorithm TEXT NOT NULL CHECK (algorithm IN ('HS256')),
    secret BLOB NOT NULL CHECK (length(secret) BETWEEN 32 AND 128),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    retired_at TEXT
        CHECK (
            datetime(substr(retired_at, 1, 19)) IS substr(retired_at, 1, 19)
            AND length(retired_at) IN (19, 23, 26)
            AND substr(retired_at, 20, 1) IN ('', '.') AND substr(retired_at, 21) NOT GLOB '*[^0-9]*'
        )
) STRICT;

CREATE TRIGGER signing_keys_keep BEFORE UPDATE ON signing_keys
WHEN (
    OLD.id, OLD.algorithm, OLD.secret, OLD.created_at
) IS NOT (
    NEW.id, NEW.algorithm, NEW.secret, NEW.created_at
)
BEGIN
    SELECT RAISE(ABORT, 'signing_keys_only_retire');
END;

-- The end of the audit chain: one row, whose lock makes the numbers of the chain gapless and in the
-- order of commits. A writer takes the next number (`UPDATE audit_head SET seq = seq + 1 RETURNING
-- seq, hash`), and the row it then inserts sets the new hash.
CREATE TABLE audit_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id BETWEEN 1 AND 1),
    seq INTEGER NOT NULL CHECK (seq >= 0),
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, zeroblob(32));

CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
WHEN NEW.id <> OLD.id OR NEW.seq NOT IN (OLD.seq, OLD.seq + 1)
BEGIN
    SELECT RAISE(ABORT, 'audit_head_only_moves_forward');
END;

CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
BEGIN
    SELECT RAISE(ABORT, 'audit_head_is_never_deleted');
END;

-- Who changed what, when and why. The exact bytes that were hashed are kept beside the hash, so that a
-- later version can check what an earlier one wrote. No foreign keys: the trail stands by itself.
CREATE TABLE audit (
    -- From `audit_head`, not from a sequence: a gap is a missing row.
    seq INTEGER NOT NULL PRIMARY KEY CHECK (seq >= 1),
    id TEXT NOT NULL UNIQUE
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'aud_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    -- The audit's own clock, which is real in a test database too.
    at TEXT NOT NULL
        CHECK (
            datetime(substr(at, 1, 19)) IS substr(at, 1, 19) AND length(at) IN (19, 23, 26)
            AND substr(at, 20, 1) IN ('', '.') AND substr(at, 21) NOT GLOB '*[^0-9]*'
        ),
    actor TEXT NOT NULL
        CHECK (
            actor = 'system'
            OR octet_length(actor) = 36 AND actor GLOB 'usr_*' AND substr(actor, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    action TEXT NOT NULL
        CHECK (
            octet_length(action) BETWEEN 1 AND 64 AND length(action) = octet_length(action)
            AND action NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    subject_kind TEXT NOT NULL
        CHECK (
            octet_length(subject_kind) BETWEEN 1 AND 64 AND length(subject_kind) = octet_length(subject_kind)
            AND subject_kind NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    subject_id TEXT NOT NULL
        CHECK (
            octet_length(subject_id) BETWEEN 1 AND 128 AND length(subject_id) = octet_length(subject_id)
            AND subject_id NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    -- Whose people may read the row; null is the platform's alone.
    partner_id TEXT
        CHECK (
            octet_length(partner_id) = 36 AND length(partner_id) = 36 AND partner_id GLOB 'par_*'
            AND substr(partner_id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    request_id TEXT CHECK (length(request_id) BETWEEN 1 AND 200 AND instr(request_id, char(0)) = 0),
    before_json TEXT CHECK (length(before_json) <= 1048576 AND json_valid(before_json)),
    after_json TEXT CHECK (length(after_json) <= 1048576 AND json_valid(after_json)),
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 2000 AND instr(reason, char(0)) = 0),
    hashed BLOB NOT NULL CHECK (length(hashed) BETWEEN 1 AND 4194304),
    -- Unique: the chain cannot fork.
    prev_hash BLOB NOT NULL UNIQUE CHECK (length(prev_hash) = 32),
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX audit_subject ON audit (subject_kind, subject_id, seq);

CREATE INDEX audit_partner ON audit (partner_id, seq);

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit_is_append_only');
END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit_is_append_only');
END;

-- A row that does not follow the head is refused; one that does becomes the head.
CREATE TRIGGER audit_follows_head AFTER INSERT ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit_follows_head')
    WHERE NOT EXISTS (
        SELECT 1 FROM audit_head AS h WHERE h.seq = NEW.seq AND h.hash = NEW.prev_hash
    );
    UPDATE audit_head SET hash = NEW.hash WHERE id = 1;
END;
