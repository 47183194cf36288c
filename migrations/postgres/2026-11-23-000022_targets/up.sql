-- What a partner is to reach in a month; without a row, nothing was agreed.
CREATE TABLE targets (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^tgt_[0-9a-f]{32}$'),
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    month TEXT COLLATE "C" NOT NULL CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    recruits INTEGER NOT NULL CHECK (recruits BETWEEN 0 AND 1000000),
    new_sales INTEGER NOT NULL CHECK (new_sales BETWEEN 0 AND 1000000),
    renewal_sales INTEGER NOT NULL CHECK (renewal_sales BETWEEN 0 AND 1000000),
    set_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    UNIQUE (partner_id, month)
);

CREATE TRIGGER targets_keep BEFORE UPDATE ON targets
    FOR EACH ROW WHEN ((
        OLD.id, OLD.partner_id, OLD.month, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.partner_id, NEW.month, NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('targets_keep_their_month');

CREATE TRIGGER targets_no_delete BEFORE DELETE OR TRUNCATE ON targets
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('targets_are_never_deleted');

ALTER TABLE targets ENABLE ROW LEVEL SECURITY;
ALTER TABLE targets FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON targets FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON targets FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON targets TO saathi_app;
