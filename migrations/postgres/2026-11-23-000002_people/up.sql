-- Partners, their people, and what is dated about a partner.

-- The companies of the programme. Parents, statuses, taxes and bank accounts are dated and have tables
-- of their own.
CREATE TABLE partners (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^par_[0-9a-f]{32}$'),
    code TEXT COLLATE "C" NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9._/-]{1,64}$'),
    name TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    city TEXT COLLATE "C" NOT NULL CHECK (length(city) BETWEEN 1 AND 100),
    payout_currency TEXT COLLATE "C" NOT NULL CHECK (payout_currency ~ '^[A-Z]{3}$'),
    tier TEXT COLLATE "C" CHECK (length(tier) BETWEEN 1 AND 64),
    territories TEXT COLLATE "C" NOT NULL DEFAULT '[]'
        CHECK (length(territories) <= 4000 AND jsonb_typeof(territories::jsonb) = 'array'),
    ntn TEXT COLLATE "C" CHECK (ntn ~ '^[0-9]{7}-[0-9]$'),
    status TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('applicant', 'active', 'suspended', 'terminated')),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at))
);

CREATE TRIGGER partners_no_delete BEFORE DELETE OR TRUNCATE ON partners
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('partners_are_never_deleted');

ALTER TABLE partners ENABLE ROW LEVEL SECURITY;
ALTER TABLE partners FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON partners FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON partners FOR SELECT
    USING (id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON partners TO saathi_app;

-- People who sign in: of a partner, or of the platform. The role says which, and the security version
-- ends every access token at once when it rises.
CREATE TABLE users (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^usr_[0-9a-f]{32}$'),
    email TEXT COLLATE "C" NOT NULL UNIQUE
        CHECK (length(email) BETWEEN 3 AND 254 AND email = lower(email) AND email LIKE '%_@_%'),
    name TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    role TEXT COLLATE "C" NOT NULL
        CHECK (role IN ('partner_staff', 'partner_owner', 'manager', 'finance', 'admin', 'auditor')),
    partner_id TEXT COLLATE "C" REFERENCES partners (id),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
    -- Null until the invited person sets a password.
    password_hash TEXT COLLATE "C"
        CHECK (password_hash LIKE '$argon2id$%' AND length(password_hash) <= 255),
    security_version INTEGER NOT NULL DEFAULT 1 CHECK (security_version BETWEEN 1 AND 2147483647),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    -- The target of references that must stay inside one partner.
    UNIQUE (partner_id, id),
    CHECK ((role IN ('partner_staff', 'partner_owner')) = (partner_id IS NOT NULL)),
    CHECK (status <> 'active' OR password_hash IS NOT NULL)
);

CREATE TRIGGER users_no_delete BEFORE DELETE OR TRUNCATE ON users
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('users_are_never_deleted');

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON users FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON users FOR ALL
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON users TO saathi_app;

-- Who a partner's upper partner was, from which day on: each row holds until the next. The beginning
-- of time is 0001-01-01, so that every row has a date.
CREATE TABLE partner_parents (
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    effective_from DATE NOT NULL CHECK (isfinite(effective_from)),
    -- Null from a day on which the partner stands alone.
    parent_id TEXT COLLATE "C" REFERENCES partners (id),
    created_by TEXT COLLATE "C" REFERENCES users (id),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    PRIMARY KEY (partner_id, effective_from),
    CHECK (parent_id <> partner_id)
);

CREATE INDEX partner_parents_parent ON partner_parents (parent_id);

CREATE TRIGGER partner_parents_no_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON partner_parents
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('partner_parents_are_append_only');

ALTER TABLE partner_parents ENABLE ROW LEVEL SECURITY;
ALTER TABLE partner_parents FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON partner_parents FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON partner_parents FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT ON partner_parents TO saathi_app;

-- What a partner's status was, and why it changed.
CREATE TABLE partner_statuses (
    seq BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    status TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('applicant', 'active', 'suspended', 'terminated')),
    reason TEXT COLLATE "C" CHECK (length(reason) BETWEEN 1 AND 2000),
    created_by TEXT COLLATE "C" REFERENCES users (id),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at))
);

CREATE INDEX partner_statuses_partner ON partner_statuses (partner_id, seq);

CREATE TRIGGER partner_statuses_no_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON partner_statuses
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('partner_statuses_are_append_only');

ALTER TABLE partner_statuses ENABLE ROW LEVEL SECURITY;
ALTER TABLE partner_statuses FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON partner_statuses FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON partner_statuses FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT ON partner_statuses TO saathi_app;

-- A partner's taxes from a day on: settings, not constants. An owner's papers wait for finance; the
-- figures of a row never change, a correction is a row from its own day.
CREATE TABLE tax_profiles (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^tax_[0-9a-f]{32}$'),
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    effective_from DATE NOT NULL CHECK (isfinite(effective_from)),
    withholding_parts INTEGER NOT NULL CHECK (withholding_parts BETWEEN 0 AND 100000000),
    withhold_on TEXT COLLATE "C" NOT NULL CHECK (withhold_on IN ('payable', 'payable_with_tax')),
    sales_tax_parts INTEGER NOT NULL CHECK (sales_tax_parts BETWEEN 0 AND 100000000),
    prepared_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    confirmed_by TEXT COLLATE "C" REFERENCES users (id),
    confirmed_at TIMESTAMP CHECK (isfinite(confirmed_at)),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    UNIQUE (partner_id, effective_from),
    CHECK (confirmed_by <> prepared_by),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL))
);

CREATE TRIGGER tax_profiles_keep BEFORE UPDATE ON tax_profiles
    FOR EACH ROW WHEN ((
        OLD.id, OLD.partner_id, OLD.effective_from, OLD.withholding_parts, OLD.withhold_on,
        OLD.sales_tax_parts, OLD.prepared_by, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.partner_id, NEW.effective_from, NEW.withholding_parts, NEW.withhold_on,
        NEW.sales_tax_parts, NEW.prepared_by, NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('tax_profiles_are_frozen');

CREATE TRIGGER tax_profiles_keep_confirmed BEFORE UPDATE ON tax_profiles
    FOR EACH ROW WHEN (OLD.confirmed_by IS NOT NULL)
    EXECUTE FUNCTION saathi_refuse('tax_profiles_are_frozen');

CREATE TRIGGER tax_profiles_no_delete BEFORE DELETE OR TRUNCATE ON tax_profiles
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('tax_profiles_are_never_deleted');

ALTER TABLE tax_profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE tax_profiles FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON tax_profiles FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON tax_profiles FOR ALL
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON tax_profiles TO saathi_app;

-- Where a partner is paid. A new account waits for a second person, and payouts wait with it; the
-- account that it replaces stays on record.
CREATE TABLE bank_accounts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^bnk_[0-9a-f]{32}$'),
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    title TEXT COLLATE "C" NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    iban TEXT COLLATE "C" NOT NULL CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
    status TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('pending', 'confirmed', 'replaced', 'withdrawn')),
    prepared_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    confirmed_by TEXT COLLATE "C" REFERENCES users (id),
    confirmed_at TIMESTAMP CHECK (isfinite(confirmed_at)),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    CHECK (confirmed_by <> prepared_by),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK (confirmed_by IS NOT NULL OR status IN ('pending', 'withdrawn')),
    CHECK (confirmed_by IS NULL OR status IN ('confirmed', 'replaced'))
);

-- One account is paid, and at most one waits.
CREATE UNIQUE INDEX bank_accounts_one_confirmed ON bank_accounts (partner_id)
    WHERE status = 'confirmed';

CREATE UNIQUE INDEX bank_accounts_one_pending ON bank_accounts (partner_id)
    WHERE status = 'pending';

CREATE TRIGGER bank_accounts_keep BEFORE UPDATE ON bank_accounts
    FOR EACH ROW WHEN ((
        OLD.id, OLD.partner_id, OLD.title, OLD.iban, OLD.prepared_by, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.partner_id, NEW.title, NEW.iban, NEW.prepared_by, NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('bank_accounts_are_frozen');

CREATE TRIGGER bank_accounts_keep_confirmed BEFORE UPDATE ON bank_accounts
    FOR EACH ROW WHEN (OLD.confirmed_by IS NOT NULL AND (
        OLD.confirmed_by, OLD.confirmed_at
    ) IS DISTINCT FROM (
        NEW.confirmed_by, NEW.confirmed_at
    ))
    EXECUTE FUNCTION saathi_refuse('bank_accounts_are_frozen');

CREATE TRIGGER bank_accounts_no_delete BEFORE DELETE OR TRUNCATE ON bank_accounts
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('bank_accounts_are_never_deleted');

ALTER TABLE bank_accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE bank_accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON bank_accounts FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON bank_accounts FOR ALL
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON bank_accounts TO saathi_app;
