-- Commission plans and who is paid by them.

-- Commission plans: what stands above the versions of a plan file, and the file as it was stored.
CREATE TABLE plans (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'pln_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    code TEXT NOT NULL UNIQUE
        CHECK (
            octet_length(code) BETWEEN 1 AND 64 AND length(code) = octet_length(code)
            AND code NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200 AND instr(name, char(0)) = 0),
    currency TEXT NOT NULL CHECK (octet_length(currency) = 3 AND currency GLOB '[A-Z][A-Z][A-Z]'),
    fiscal_year_start INTEGER NOT NULL DEFAULT 1 CHECK (fiscal_year_start BETWEEN 1 AND 12),
    minimum_payout INTEGER NOT NULL DEFAULT 0 CHECK (minimum_payout BETWEEN 0 AND 1000000000000000),
    file TEXT NOT NULL
        CHECK (length(file) <= 1048576 AND CASE WHEN json_valid(file) THEN json_type(file) = 'object' ELSE 0 END),
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

CREATE TRIGGER plans_no_delete BEFORE DELETE ON plans
BEGIN
    SELECT RAISE(ABORT, 'plans_are_never_deleted');
END;

-- A plan's rules from a day on, prepared by one person and approved by another. A prepared one may
-- change or go; an approved one never does.
CREATE TABLE plan_versions (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'plv_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    plan_id TEXT NOT NULL REFERENCES plans (id),
    effective_from TEXT NOT NULL CHECK (date(effective_from) IS effective_from),
    file TEXT NOT NULL
        CHECK (length(file) <= 1048576 AND CASE WHEN json_valid(file) THEN json_type(file) = 'object' ELSE 0 END),
    prepared_by TEXT NOT NULL REFERENCES users (id),
    approved_by TEXT REFERENCES users (id),
    approved_at TEXT
        CHECK (
            datetime(substr(approved_at, 1, 19)) IS substr(approved_at, 1, 19)
            AND length(approved_at) IN (19, 23, 26)
            AND substr(approved_at, 20, 1) IN ('', '.') AND substr(approved_at, 21) NOT GLOB '*[^0-9]*'
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
    UNIQUE (plan_id, effective_from),
    CHECK (approved_by <> prepared_by),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL))
) STRICT;

CREATE TRIGGER plan_versions_no_update BEFORE UPDATE ON plan_versions
WHEN OLD.approved_by IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'plan_versions_are_frozen');
END;

CREATE TRIGGER plan_versions_no_delete BEFORE DELETE ON plan_versions
WHEN OLD.approved_by IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'plan_versions_are_frozen');
END;

-- Once a version is approved, what stands above the versions does not change either.
CREATE TRIGGER plans_keep BEFORE UPDATE ON plans
WHEN (
    OLD.id, OLD.code, OLD.currency, OLD.fiscal_year_start, OLD.minimum_payout, OLD.file
) IS NOT (
    NEW.id, NEW.code, NEW.currency, NEW.fiscal_year_start, NEW.minimum_payout, NEW.file
) AND EXISTS (
    SELECT 1 FROM plan_versions AS v WHERE v.plan_id = OLD.id AND v.approved_by IS NOT NULL
)
BEGIN
    SELECT RAISE(ABORT, 'plans_are_frozen');
END;

-- Which plan a partner is paid by, from a day to a day, both included. Those of one partner never
-- overlap; that they have one currency is the code's to see.
CREATE TABLE agreements (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'agr_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    partner_id TEXT NOT NULL REFERENCES partners (id),
    plan_id TEXT NOT NULL REFERENCES plans (id),
    starts_on TEXT NOT NULL CHECK (date(starts_on) IS starts_on),
    ends_on TEXT CHECK (date(ends_on) IS ends_on),
    created_by TEXT NOT NULL REFERENCES users (id),
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
    CHECK (ends_on >= starts_on)
) STRICT;

CREATE INDEX agreements_partner ON agreements (partner_id, starts_on);

CREATE INDEX agreements_plan ON agreements (plan_id);

CREATE TRIGGER agreements_do_not_overlap_insert BEFORE INSERT ON agreements
BEGIN
    SELECT RAISE(ABORT, 'agreements_do_not_overlap')
    WHERE EXISTS (
        SELECT 1 FROM agreements AS a
        WHERE a.partner_id = NEW.partner_id AND a.id <> NEW.id
            AND a.starts_on <= coalesce(NEW.ends_on, '9999-12-31')
            AND NEW.starts_on <= coalesce(a.ends_on, '9999-12-31')
    );
END;

CREATE TRIGGER agreements_do_not_overlap_update BEFORE UPDATE OF partner_id, starts_on, ends_on ON agreements
BEGIN
    SELECT RAISE(ABORT, 'agreements_do_not_overlap')
    WHERE EXISTS (
        SELECT 1 FROM agreements AS a
        WHERE a.partner_id = NEW.partner_id AND a.id <> NEW.id
            AND a.starts_on <= coalesce(NEW.ends_on, '9999-12-31')
            AND NEW.starts_on <= coalesce(a.ends_on, '9999-12-31')
    );
END;

-- Another plan is another agreement.
CREATE TRIGGER agreements_keep BEFORE UPDATE ON agreements
WHEN (
    OLD.id, OLD.partner_id, OLD.plan_id, OLD.created_by, OLD.created_at
) IS NOT (
    NEW.id, NEW.partner_id, NEW.plan_id, NEW.created_by, NEW.created_at
)
BEGIN
    SELECT RAISE(ABORT, 'agreements_are_frozen');
END;

CREATE TRIGGER agreements_no_delete BEFORE DELETE ON agreements
BEGIN
    SELECT RAISE(ABORT, 'agreements_are_never_deleted');
END;
