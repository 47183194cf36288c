-- Settings, sessions, idempotency and notifications.

-- Settings from a day on; the latest row of a key that is in force wins, by number where two have one
-- day. Rows are added and never changed: what a period was closed with can be read again.
CREATE TABLE settings (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL
        CHECK (
            octet_length(key) BETWEEN 1 AND 64 AND length(key) = octet_length(key)
            AND key NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    value TEXT NOT NULL CHECK (length(value) <= 10000 AND json_valid(value)),
    effective_from TEXT NOT NULL CHECK (date(effective_from) IS effective_from),
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 2000 AND instr(reason, char(0)) = 0),
    -- Null where the command line set it.
    set_by TEXT REFERENCES users (id),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        )
) STRICT;

CREATE INDEX settings_key ON settings (key, effective_from, seq);

CREATE TRIGGER settings_no_update BEFORE UPDATE ON settings
BEGIN
    SELECT RAISE(ABORT, 'settings_are_append_only');
END;

CREATE TRIGGER settings_no_delete BEFORE DELETE ON settings
BEGIN
    SELECT RAISE(ABORT, 'settings_are_append_only');
END;

-- A sign-in over the API: all the refresh tokens that came of it. A spent token that comes again
-- revokes the family.
CREATE TABLE refresh_families (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'ses_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    user_id TEXT NOT NULL REFERENCES users (id),
    security_version INTEGER NOT NULL CHECK (security_version BETWEEN 1 AND 2147483647),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    expires_at TEXT NOT NULL
        CHECK (
            datetime(substr(expires_at, 1, 19)) IS substr(expires_at, 1, 19)
            AND length(expires_at) IN (19, 23, 26)
            AND substr(expires_at, 20, 1) IN ('', '.') AND substr(expires_at, 21) NOT GLOB '*[^0-9]*'
        ),
    revoked_at TEXT
        CHECK (
            datetime(substr(revoked_at, 1, 19)) IS substr(revoked_at, 1, 19)
            AND length(revoked_at) IN (19, 23, 26)
            AND substr(revoked_at, 20, 1) IN ('', '.') AND substr(revoked_at, 21) NOT GLOB '*[^0-9]*'
        ),
    revoked_for TEXT CHECK (revoked_for IN ('logout', 'reuse', 'password', 'disabled', 'admin')),
    CHECK (expires_at > created_at),
    CHECK ((revoked_at IS NULL) = (revoked_for IS NULL))
) STRICT;

CREATE INDEX refresh_families_user ON refresh_families (user_id);

-- Refresh tokens by their hash, never in clear. A spent one names its successor, so that the retry of
-- a lost answer gets the same one.
CREATE TABLE refresh_tokens (
    token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    family_id TEXT NOT NULL REFERENCES refresh_families (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    expires_at TEXT NOT NULL
        CHECK (
            datetime(substr(expires_at, 1, 19)) IS substr(expires_at, 1, 19)
            AND length(expires_at) IN (19, 23, 26)
            AND substr(expires_at, 20, 1) IN ('', '.') AND substr(expires_at, 21) NOT GLOB '*[^0-9]*'
        ),
    rotated_at TEXT
        CHECK (
            datetime(substr(rotated_at, 1, 19)) IS substr(rotated_at, 1, 19)
            AND length(rotated_at) IN (19, 23, 26)
            AND substr(rotated_at, 20, 1) IN ('', '.') AND substr(rotated_at, 21) NOT GLOB '*[^0-9]*'
        ),
    replaced_by BLOB UNIQUE CHECK (length(replaced_by) = 32),
    CHECK (expires_at > created_at),
    CHECK ((rotated_at IS NULL) = (replaced_by IS NULL))
) STRICT;

-- A family has one live token.
CREATE UNIQUE INDEX refresh_tokens_one_live ON refresh_tokens (family_id)
    WHERE rotated_at IS NULL;

CREATE INDEX refresh_tokens_family ON refresh_tokens (family_id);

-- Sessions of the web pages, by the hash of the cookie.
CREATE TABLE web_sessions (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'ses_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    csrf_hash BLOB NOT NULL CHECK (length(csrf_hash) = 32),
    user_id TEXT NOT NULL REFERENCES users (id),
    security_version INTEGER NOT NULL CHECK (security_version BETWEEN 1 AND 2147483647),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    last_seen_at TEXT NOT NULL
        CHECK (
            datetime(substr(last_seen_at, 1, 19)) IS substr(last_seen_at, 1, 19)
            AND length(last_seen_at) IN (19, 23, 26)
            AND substr(last_seen_at, 20, 1) IN ('', '.') AND substr(last_seen_at, 21) NOT GLOB '*[^0-9]*'
        ),
    expires_at TEXT NOT NULL
        CHECK (
            datetime(substr(expires_at, 1, 19)) IS substr(expires_at, 1, 19)
            AND length(expires_at) IN (19, 23, 26)
            AND substr(expires_at, 20, 1) IN ('', '.') AND substr(expires_at, 21) NOT GLOB '*[^0-9]*'
        ),
    revoked_at TEXT
        CHECK (
            datetime(substr(revoked_at, 1, 19)) IS substr(revoked_at, 1, 19)
            AND length(revoked_at) IN (19, 23, 26)
            AND substr(revoked_at, 20, 1) IN ('', '.') AND substr(revoked_at, 21) NOT GLOB '*[^0-9]*'
        ),
    CHECK (expires_at > created_at)
) STRICT;

CREATE INDEX web_sessions_user ON web_sessions (user_id);

-- One-time links with which a person sets a password; a new one withdraws the last.
CREATE TABLE password_links (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'lnk_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    user_id TEXT NOT NULL REFERENCES users (id),
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    created_by TEXT REFERENCES users (id),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    expires_at TEXT NOT NULL
        CHECK (
            datetime(substr(expires_at, 1, 19)) IS substr(expires_at, 1, 19)
            AND length(expires_at) IN (19, 23, 26)
            AND substr(expires_at, 20, 1) IN ('', '.') AND substr(expires_at, 21) NOT GLOB '*[^0-9]*'
        ),
    used_at TEXT
        CHECK (
            datetime(substr(used_at, 1, 19)) IS substr(used_at, 1, 19) AND length(used_at) IN (19, 23, 26)
            AND substr(used_at, 20, 1) IN ('', '.') AND substr(used_at, 21) NOT GLOB '*[^0-9]*'
        ),
    withdrawn_at TEXT
        CHECK (
            datetime(substr(withdrawn_at, 1, 19)) IS substr(withdrawn_at, 1, 19)
            AND length(withdrawn_at) IN (19, 23, 26)
            AND substr(withdrawn_at, 20, 1) IN ('', '.') AND substr(withdrawn_at, 21) NOT GLOB '*[^0-9]*'
        ),
    CHECK (expires_at > created_at),
    CHECK (used_at IS NULL OR withdrawn_at IS NULL)
) STRICT;

-- A person has one live link.
CREATE UNIQUE INDEX password_links_one_live ON password_links (user_id)
    WHERE used_at IS NULL AND withdrawn_at IS NULL;

-- What a request with a key was, and what it was answered: written in the transaction of the work,
-- kept for 30 days.
CREATE TABLE idempotency_keys (
    user_id TEXT NOT NULL REFERENCES users (id),
    operation TEXT NOT NULL
        CHECK (length(operation) BETWEEN 1 AND 200 AND instr(operation, char(0)) = 0),
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255 AND instr(key, char(0)) = 0),
    -- SHA-256 of the whole request; another request under the key is refused.
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    state TEXT NOT NULL CHECK (state IN ('running', 'done')),
    status INTEGER CHECK (status BETWEEN 200 AND 499),
    headers TEXT
        CHECK (
            length(headers) <= 10000
            AND CASE WHEN json_valid(headers) THEN json_type(headers) = 'object' ELSE 0 END
        ),
    body BLOB CHECK (length(body) BETWEEN 0 AND 4194304),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    completed_at TEXT
        CHECK (
            datetime(substr(completed_at, 1, 19)) IS substr(completed_at, 1, 19)
            AND length(completed_at) IN (19, 23, 26)
            AND substr(completed_at, 20, 1) IN ('', '.') AND substr(completed_at, 21) NOT GLOB '*[^0-9]*'
        ),
    PRIMARY KEY (user_id, operation, key),
    CHECK ((state = 'done') = (status IS NOT NULL)),
    CHECK ((state = 'done') = (headers IS NOT NULL)),
    CHECK ((state = 'done') = (body IS NOT NULL)),
    CHECK ((state = 'done') = (completed_at IS NOT NULL))
) STRICT;

CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- What concerns a person: a decision, a returned report, a protection that ends.
CREATE TABLE notifications (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'ntf_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    user_id TEXT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL
        CHECK (
            octet_length(kind) BETWEEN 1 AND 64 AND length(kind) = octet_length(kind)
            AND kind NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    subject_kind TEXT NOT NULL
        CHECK (
            octet_length(subject_kind) BETWEEN 1 AND 64 AND length(subject_kind) = octet_length(subject_kind)
            AND subject_kind NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    subject_id TEXT NOT NULL
        CHECK (
            octet_length(subject_id) BETWEEN 1 AND 64 AND length(subject_id) = octet_length(subject_id)
            AND subject_id NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    data TEXT NOT NULL DEFAULT '{}'
        CHECK (length(data) <= 4000 AND CASE WHEN json_valid(data) THEN json_type(data) = 'object' ELSE 0 END),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    read_at TEXT
        CHECK (
            datetime(substr(read_at, 1, 19)) IS substr(read_at, 1, 19) AND length(read_at) IN (19, 23, 26)
            AND substr(read_at, 20, 1) IN ('', '.') AND substr(read_at, 21) NOT GLOB '*[^0-9]*'
        )
) STRICT;

CREATE INDEX notifications_user ON notifications (user_id, seq);

CREATE TRIGGER notifications_keep BEFORE UPDATE ON notifications
WHEN (
    OLD.seq, OLD.id, OLD.user_id, OLD.kind, OLD.subject_kind, OLD.subject_id, OLD.data,
    OLD.created_at
) IS NOT (
    NEW.seq, NEW.id, NEW.user_id, NEW.kind, NEW.subject_kind, NEW.subject_id, NEW.data,
    NEW.created_at
)
BEGIN
    SELECT RAISE(ABORT, 'notifications_only_get_read');
END;

CREATE TRIGGER notifications_no_delete BEFORE DELETE ON notifications
BEGIN
    SELECT RAISE(ABORT, 'notifications_are_never_deleted');
END;
