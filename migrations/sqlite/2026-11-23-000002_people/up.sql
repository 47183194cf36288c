-- Partners, their people, and what is dated about a partner.

-- The companies of the programme. Parents, statuses, taxes and bank accounts are dated and have tables
-- of their own.
CREATE TABLE partners (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'par_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    code TEXT NOT NULL UNIQUE
        CHECK (
            octet_length(code) BETWEEN 1 AND 64 AND length(code) = octet_length(code)
            AND code NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200 AND instr(name, char(0)) = 0),
    city TEXT NOT NULL CHECK (length(city) BETWEEN 1 AND 100 AND instr(city, char(0)) = 0),
    payout_currency TEXT NOT NULL
        CHECK (octet_length(payout_currency) = 3 AND payout_currency GLOB '[A-Z][A-Z][A-Z]'),
    tier TEXT CHECK (length(tier) BETWEEN 1 AND 64 AND instr(tier, char(0)) = 0),
    territories TEXT NOT NULL DEFAULT '[]'
        CHECK (
            length(territories) <= 4000
            AND CASE WHEN json_valid(territories) THEN json_type(territories) = 'array' ELSE 0 END
        ),
    ntn TEXT CHECK (octet_length(ntn) = 9 AND ntn GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9]'),
    status TEXT NOT NULL CHECK (status IN ('applicant', 'active', 'suspended', 'terminated')),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    updated_at TEXT NOT NULL
        CHECK (
            datetime(substr(updated_at, 1, 19)) IS substr(updated_at, 1, 19)
            AND length(updated_at) IN (19, 23, 26)
            AND substr(updated_at, 20, 1) IN ('', '.') AND substr(updated_at, 21) NOT GLOB '*[^0-9]*'
        )
) STRICT;

CREATE TRIGGER partners_no_delete BEFORE DELETE ON partners
BEGIN
    SELECT RAISE(ABORT, 'partners_are_never_deleted');
END;

-- People who sign in: of a partner, or of the platform. The role says which, and the security version
-- ends every access token at once when it rises.
CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'usr_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    email TEXT NOT NULL UNIQUE
        CHECK (
            length(email) BETWEEN 3 AND 254 AND email = lower(email) AND email LIKE '%_@_%'
            AND instr(email, char(0)) = 0
        ),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200 AND instr(name, char(0)) = 0),
    role TEXT NOT NULL
        CHECK (role IN ('partner_staff', 'partner_owner', 'manager', 'finance', 'admin', 'auditor')),
    partner_id TEXT REFERENCES partners (id),
    status TEXT NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
    -- Null until the invited person sets a password.
    password_hash TEXT CHECK (password_hash GLOB '$argon2id$*' AND length(password_hash) <= 255),
    security_version INTEGER NOT NULL DEFAULT 1 CHECK (security_version BETWEEN 1 AND 2147483647),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    updated_at TEXT NOT NULL
        CHECK (
            datetime(substr(updated_at, 1, 19)) IS substr(updated_at, 1, 19)
            AND length(updated_at) IN (19, 23, 26)
            AND substr(updated_at, 20, 1) IN ('', '.') AND substr(updated_at, 21) NOT GLOB '*[^0-9]*'
        ),
    -- The target of references that must stay inside one partner.
    UNIQUE (partner_id, id),
    CHECK ((role IN ('partner_staff', 'partner_owner')) = (partner_id IS NOT NULL)),
    CHECK (status <> 'active' OR password_hash IS NOT NULL)
) STRICT;

CREATE TRIGGER users_no_delete BEFORE DELETE ON users
BEGIN
    SELECT RAISE(ABORT, 'users_are_never_deleted');
END;

-- Who a partner's upper partner was, from which day on: each row holds until the next. The beginning
-- of time is 0001-01-01, so that every row has a date.
CREATE TABLE partner_parents (
    partner_id TEXT NOT NULL REFERENCES partners (id),
    effective_from TEXT NOT NULL CHECK (date(effective_from) IS effective_from),
    -- Null from a day on which the partner stands alone.
    parent_id TEXT REFERENCES partners (id),
    created_by TEXT REFERENCES users (id),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    PRIMARY KEY (partner_id, effective_from),
    CHECK (parent_id <> partner_id)
) STRICT;

CREATE INDEX partner_parents_parent ON partner_parents (parent_id);

CREATE TRIGGER partner_parents_no_update BEFORE UPDATE ON partner_parents
BEGIN
    SELECT RAISE(ABORT, 'partner_parents_are_append_only');
END;

CREATE TRIGGER partner_parents_no_delete BEFORE DELETE ON partner_parents
BEGIN
    SELECT RAISE(ABORT, 'partner_parents_are_append_only');
END;

-- What a partner's status was, and why it changed.
CREATE TABLE partner_statuses (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    partner_id TEXT NOT NULL REFERENCES partners (id),
    status TEXT NOT NULL CHECK (status IN ('applicant', 'active', 'suspended', 'terminated')),
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 2000 AND instr(reason, char(0)) = 0),
    created_by TEXT REFERENCES users (id),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        )
) STRICT;

CREATE INDEX partner_statuses_partner ON partner_statuses (partner_id, seq);

CREATE TRIGGER partner_statuses_no_update BEFORE UPDATE ON partner_statuses
BEGIN
    SELECT RAISE(ABORT, 'partner_statuses_are_append_only');
END;

CREATE TRIGGER partner_statuses_no_delete BEFORE DELETE ON partner_statuses
BEGIN
    SELECT RAISE(ABORT, 'partner_statuses_are_append_only');
END;

-- A partner's taxes from a day on: settings, not constants. An owner's papers wait for finance; the
-- figures of a row never change, a correction is a row from its own day.
CREATE TABLE tax_profiles (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'tax_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    partner_id TEXT NOT NULL REFERENCES partners (id),
    effective_from TEXT NOT NULL CHECK (date(effective_from) IS effective_from),
    withholding_parts INTEGER NOT NULL CHECK (withholding_parts BETWEEN 0 AND 100000000),
    withhold_on TEXT NOT NULL CHECK (withhold_on IN ('payable', 'payable_with_tax')),
    sales_tax_parts INTEGER NOT NULL CHECK (sales_tax_parts BETWEEN 0 AND 100000000),
    prepared_by TEXT NOT NULL REFERENCES users (id),
    confirmed_by TEXT REFERENCES users (id),
    confirmed_at TEXT
        CHECK (
            datetime(substr(confirmed_at, 1, 19)) IS substr(confirmed_at, 1, 19)
            AND length(confirmed_at) IN (19, 23, 26)
            AND substr(confirmed_at, 20, 1) IN ('', '.') AND substr(confirmed_at, 21) NOT GLOB '*[^0-9]*'
        ),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    UNIQUE (partner_id, effective_from),
    CHECK (confirmed_by <> prepared_by),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL))
) STRICT;

CREATE TRIGGER tax_profiles_keep BEFORE UPDATE ON tax_profiles
WHEN (
    OLD.id, OLD.partner_id, OLD.effective_from, OLD.withholding_parts, OLD.withhold_on,
    OLD.sales_tax_parts, OLD.prepared_by, OLD.created_at
) IS NOT (
    NEW.id, NEW.partner_id, NEW.effective_from, NEW.withholding_parts, NEW.withhold_on,
    NEW.sales_tax_parts, NEW.prepared_by, NEW.created_at
)
BEGIN
    SELECT RAISE(ABORT, 'tax_profiles_are_frozen');
END;

CREATE TRIGGER tax_profiles_keep_confirmed BEFORE UPDATE ON tax_profiles
WHEN OLD.confirmed_by IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'tax_profiles_are_frozen');
END;

CREATE TRIGGER tax_profiles_no_delete BEFORE DELETE ON tax_profiles
BEGIN
    SELECT RAISE(ABORT, 'tax_profiles_are_never_deleted');
END;

-- Where a partner is paid. A new account waits for a second person, and payouts wait with it; the
-- account that it replaces stays on record.
CREATE TABLE bank_accounts (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'bnk_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    partner_id TEXT NOT NULL REFERENCES partners (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200 AND instr(title, char(0)) = 0),
    iban TEXT NOT NULL
        CHECK (
            octet_length(iban) BETWEEN 15 AND 34 AND length(iban) = octet_length(iban)
            AND iban GLOB '[A-Z][A-Z][0-9][0-9]*' AND iban NOT GLOB '*[^A-Z0-9]*'
        ),
    status TEXT NOT NULL CHECK (status IN ('pending', 'confirmed', 'replaced', 'withdrawn')),
    prepared_by TEXT NOT NULL REFERENCES users (id),
    confirmed_by TEXT REFERENCES users (id),
    confirmed_at TEXT
        CHECK (
            datetime(substr(confirmed_at, 1, 19)) IS substr(confirmed_at, 1, 19)
            AND length(confirmed_at) IN (19, 23, 26)
            AND substr(confirmed_at, 20, 1) IN ('', '.') AND substr(confirmed_at, 21) NOT GLOB '*[^0-9]*'
        ),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    updated_at TEXT NOT NULL
        CHECK (
            datetime(substr(updated_at, 1, 19)) IS substr(updated_at, 1, 19)
            AND length(updated_at) IN (19, 23, 26)
            AND substr(updated_at, 20, 1) IN ('', '.') AND substr(updated_at, 21) NOT GLOB '*[^0-9]*'
        ),
    CHECK (confirmed_by <> prepared_by),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK (confirmed_by IS NOT NULL OR status IN ('pending', 'withdrawn')),
    CHECK (confirmed_by IS NULL OR status IN ('confirmed', 'replaced'))
) STRICT;

-- One account is paid, and at most one waits.
CREATE UNIQUE INDEX bank_accounts_one_confirmed ON bank_accounts (partner_id)
    WHERE status = 'confirmed';

CREATE UNIQUE INDEX bank_accounts_one_pending ON bank_accounts (partner_id)
    WHERE status = 'pending';

CREATE TRIGGER bank_accounts_keep BEFORE UPDATE ON bank_accounts
WHEN (
    OLD.id, OLD.partner_id, OLD.title, OLD.iban, OLD.prepared_by, OLD.created_at
) IS NOT (
    NEW.id, NEW.partner_id, NEW.title, NEW.iban, NEW.prepared_by, NEW.created_at
)
BEGIN
    SELECT RAISE(ABORT, 'bank_accounts_are_frozen');
END;

CREATE TRIGGER bank_accounts_keep_confirmed BEFORE UPDATE ON bank_accounts
WHEN OLD.confirmed_by IS NOT NULL AND (
    OLD.confirmed_by, OLD.confirmed_at
) IS NOT (
    NEW.confirmed_by, NEW.confirmed_at
)
BEGIN
    SELECT RAISE(ABORT, 'bank_accounts_are_frozen');
END;

CREATE TRIGGER bank_accounts_no_delete BEFORE DELETE ON bank_accounts
BEGIN
    SELECT RAISE(ABORT, 'bank_accounts_are_never_deleted');
END;
