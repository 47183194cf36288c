-- Settings, sessions, idempotency and notifications.

-- Settings from a day on; the latest row of a key that is in force wins, by number where two have one
-- day. Rows are added and never changed: what a period was closed with can be read again.
CREATE TABLE settings (
    seq BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key TEXT COLLATE "C" NOT NULL CHECK (key ~ '^[A-Za-z0-9._/-]{1,64}$'),
    value TEXT COLLATE "C" NOT NULL
        CHECK (length(value) <= 10000 AND jsonb_typeof(value::jsonb) <> ''),
    effective_from DATE NOT NULL CHECK (isfinite(effective_from)),
    reason TEXT COLLATE "C" CHECK (length(reason) BETWEEN 1 AND 2000),
    -- Null where the command line set it.
    set_by TEXT COLLATE "C" REFERENCES users (id),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at))
);

CREATE INDEX settings_key ON settings (key, effective_from, seq);

CREATE TRIGGER settings_no_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON settings
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('settings_are_append_only');

GRANT SELECT, INSERT ON settings TO saathi_app;

-- A sign-in over the API: all the refresh tokens that came of it. A spent token that comes again
-- revokes the family.
CREATE TABLE refresh_families (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^ses_[0-9a-f]{32}$'),
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    security_version INTEGER NOT NULL CHECK (security_version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    expires_at TIMESTAMP NOT NULL CHECK (isfinite(expires_at)),
    revoked_at TIMESTAMP CHECK (isfinite(revoked_at)),
    revoked_for TEXT COLLATE "C"
        CHECK (revoked_for IN ('logout', 'reuse', 'password', 'disabled', 'admin')),
    CHECK (expires_at > created_at),
    CHECK ((revoked_at IS NULL) = (revoked_for IS NULL))
);

CREATE INDEX refresh_families_user ON refresh_families (user_id);

ALTER TABLE refresh_families ENABLE ROW LEVEL SECURITY;
ALTER TABLE refresh_families FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON refresh_families FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON refresh_families FOR ALL
    USING (EXISTS (
        SELECT 1 FROM users AS u
        WHERE u.id = refresh_families.user_id AND u.partner_id = (SELECT saathi_scope())
    ));

GRANT SELECT, INSERT, UPDATE, DELETE ON refresh_families TO saathi_app;

-- Refresh tokens by their hash, never in clear. A spent one names its successor, so that the retry of
-- a lost answer gets the same one.
CREATE TABLE refresh_tokens (
    token_hash BYTEA NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    family_id TEXT COLLATE "C" NOT NULL REFERENCES refresh_families (id),
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    expires_at TIMESTAMP NOT NULL CHECK (isfinite(expires_at)),
    rotated_at TIMESTAMP CHECK (isfinite(rotated_at)),
    replaced_by BYTEA UNIQUE CHECK (length(replaced_by) = 32),
    CHECK (expires_at > created_at),
    CHECK ((rotated_at IS NULL) = (replaced_by IS NULL))
);

-- A family has one live token.
CREATE UNIQUE INDEX refresh_tokens_one_live ON refresh_tokens (family_id)
    WHERE rotated_at IS NULL;

CREATE INDEX refresh_tokens_family ON refresh_tokens (family_id);

ALTER TABLE refresh_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE refresh_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON refresh_tokens FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON refresh_tokens FOR ALL
    USING (EXISTS (
        SELECT 1 FROM users AS u
        WHERE u.id = refresh_tokens.user_id AND u.partner_id = (SELECT saathi_scope())
    ));

GRANT SELECT, INSERT, UPDATE, DELETE ON refresh_tokens TO saathi_app;

-- Sessions of the web pages, by the hash of the cookie.
CREATE TABLE web_sessions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^ses_[0-9a-f]{32}$'),
    token_hash BYTEA NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    csrf_hash BYTEA NOT NULL CHECK (length(csrf_hash) = 32),
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    security_version INTEGER NOT NULL CHECK (security_version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    last_seen_at TIMESTAMP NOT NULL CHECK (isfinite(last_seen_at)),
    expires_at TIMESTAMP NOT NULL CHECK (isfinite(expires_at)),
    revoked_at TIMESTAMP CHECK (isfinite(revoked_at)),
    CHECK (expires_at > created_at)
);

CREATE INDEX web_sessions_user ON web_sessions (user_id);

ALTER TABLE web_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE web_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON web_sessions FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON web_sessions FOR ALL
    USING (EXISTS (
        SELECT 1 FROM users AS u
        WHERE u.id = web_sessions.user_id AND u.partner_id = (SELECT saathi_scope())
    ));

GRANT SELECT, INSERT, UPDATE, DELETE ON web_sessions TO saathi_app;

-- One-time links with which a person sets a password; a new one withdraws the last.
CREATE TABLE password_links (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^lnk_[0-9a-f]{32}$'),
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    token_hash BYTEA NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    created_by TEXT COLLATE "C" REFERENCES users (id),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    expires_at TIMESTAMP NOT NULL CHECK (isfinite(expires_at)),
    used_at TIMESTAMP CHECK (isfinite(used_at)),
    withdrawn_at TIMESTAMP CHECK (isfinite(withdrawn_at)),
    CHECK (expires_at > created_at),
    CHECK (used_at IS NULL OR withdrawn_at IS NULL)
);

-- A person has one live link.
CREATE UNIQUE INDEX password_links_one_live ON password_links (user_id)
    WHERE used_at IS NULL AND withdrawn_at IS NULL;

ALTER TABLE password_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE password_links FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON password_links FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON password_links FOR ALL
    USING (EXISTS (
        SELECT 1 FROM users AS u
        WHERE u.id = password_links.user_id AND u.partner_id = (SELECT saathi_scope())
    ));

GRANT SELECT, INSERT, UPDATE, DELETE ON password_links TO saathi_app;

-- What a request with a key was, and what it was answered: written in the transaction of the work,
-- kept for 30 days.
CREATE TABLE idempotency_keys (
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    operation TEXT COLLATE "C" NOT NULL CHECK (length(operation) BETWEEN 1 AND 200),
    key TEXT COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    -- SHA-256 of the whole request; another request under the key is refused.
    fingerprint BYTEA NOT NULL CHECK (length(fingerprint) = 32),
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('running', 'done')),
    status INTEGER CHECK (status BETWEEN 200 AND 499),
    headers TEXT COLLATE "C"
        CHECK (length(headers) <= 10000 AND jsonb_typeof(headers::jsonb) = 'object'),
    body BYTEA CHECK (length(body) BETWEEN 0 AND 4194304),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    completed_at TIMESTAMP CHECK (isfinite(completed_at)),
    PRIMARY KEY (user_id, operation, key),
    CHECK ((state = 'done') = (status IS NOT NULL)),
    CHECK ((state = 'done') = (headers IS NOT NULL)),
    CHECK ((state = 'done') = (body IS NOT NULL)),
    CHECK ((state = 'done') = (completed_at IS NOT NULL))
);

CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON idempotency_keys FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON idempotency_keys FOR ALL
    USING (EXISTS (
        SELECT 1 FROM users AS u
        WHERE u.id = idempotency_keys.user_id AND u.partner_id = (SELECT saathi_scope())
    ));

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO saathi_app;

-- What concerns a person: a decision, a returned report, a protection that ends.
CREATE TABLE notifications (
    seq BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL UNIQUE CHECK (id ~ '^ntf_[0-9a-f]{32}$'),
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind ~ '^[A-Za-z0-9._/-]{1,64}$'),
    subject_kind TEXT COLLATE "C" NOT NULL CHECK (subject_kind ~ '^[A-Za-z0-9._/-]{1,64}$'),
    subject_id TEXT COLLATE "C" NOT NULL CHECK (subject_id ~ '^[A-Za-z0-9._/-]{1,64}$'),
    data TEXT COLLATE "C" NOT NULL DEFAULT '{}'
        CHECK (length(data) <= 4000 AND jsonb_typeof(data::jsonb) = 'object'),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    read_at TIMESTAMP CHECK (isfinite(read_at))
);

CREATE INDEX notifications_user ON notifications (user_id, seq);

CREATE TRIGGER notifications_keep BEFORE UPDATE ON notifications
    FOR EACH ROW WHEN ((
        OLD.seq, OLD.id, OLD.user_id, OLD.kind, OLD.subject_kind, OLD.subject_id, OLD.data,
        OLD.created_at
    ) IS DISTINCT FROM (
        NEW.seq, NEW.id, NEW.user_id, NEW.kind, NEW.subject_kind, NEW.subject_id, NEW.data,
        NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('notifications_only_get_read');

CREATE TRIGGER notifications_no_delete BEFORE DELETE OR TRUNCATE ON notifications
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('notifications_are_never_deleted');

ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON notifications FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON notifications FOR ALL
    USING (EXISTS (
        SELECT 1 FROM users AS u
        WHERE u.id = notifications.user_id AND u.partner_id = (SELECT saathi_scope())
    ));

GRANT SELECT, INSERT, UPDATE ON notifications TO saathi_app;
