-- Commission plans and who is paid by them.

-- Commission plans: what stands above the versions of a plan file, and the file as it was stored.
CREATE TABLE plans (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^pln_[0-9a-f]{32}$'),
    code TEXT COLLATE "C" NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9._/-]{1,64}$'),
    name TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    currency TEXT COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    fiscal_year_start INTEGER NOT NULL DEFAULT 1 CHECK (fiscal_year_start BETWEEN 1 AND 12),
    minimum_payout BIGINT NOT NULL DEFAULT 0 CHECK (minimum_payout BETWEEN 0 AND 1000000000000000),
    file TEXT COLLATE "C" NOT NULL
        CHECK (length(file) <= 1048576 AND jsonb_typeof(file::jsonb) = 'object'),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at))
);

CREATE TRIGGER plans_no_delete BEFORE DELETE OR TRUNCATE ON plans
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('plans_are_never_deleted');

ALTER TABLE plans ENABLE ROW LEVEL SECURITY;
ALTER TABLE plans FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON plans FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT, UPDATE ON plans TO saathi_app;

-- A plan's rules from a day on, prepared by one person and approved by another. A prepared one may
-- change or go; an approved one never does.
CREATE TABLE plan_versions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^plv_[0-9a-f]{32}$'),
    plan_id TEXT COLLATE "C" NOT NULL REFERENCES plans (id),
    effective_from DATE NOT NULL CHECK (isfinite(effective_from)),
    file TEXT COLLATE "C" NOT NULL
        CHECK (length(file) <= 1048576 AND jsonb_typeof(file::jsonb) = 'object'),
    prepared_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    approved_by TEXT COLLATE "C" REFERENCES users (id),
    approved_at TIMESTAMP CHECK (isfinite(approved_at)),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    UNIQUE (plan_id, effective_from),
    CHECK (approved_by <> prepared_by),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL))
);

CREATE TRIGGER plan_versions_no_update BEFORE UPDATE ON plan_versions
    FOR EACH ROW WHEN (OLD.approved_by IS NOT NULL)
    EXECUTE FUNCTION saathi_refuse('plan_versions_are_frozen');

CREATE TRIGGER plan_versions_no_delete BEFORE DELETE ON plan_versions
    FOR EACH ROW WHEN (OLD.approved_by IS NOT NULL)
    EXECUTE FUNCTION saathi_refuse('plan_versions_are_frozen');

CREATE TRIGGER plan_versions_no_truncate BEFORE TRUNCATE ON plan_versions
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('plan_versions_are_frozen');

-- Once a version is approved, what stands above the versions does not change either.
CREATE FUNCTION saathi_freeze_plans() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM plan_versions AS v WHERE v.plan_id = OLD.id AND v.approved_by IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'plans_are_frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER plans_keep BEFORE UPDATE ON plans
    FOR EACH ROW WHEN ((
        OLD.id, OLD.code, OLD.currency, OLD.fiscal_year_start, OLD.minimum_payout, OLD.file
    ) IS DISTINCT FROM (
        NEW.id, NEW.code, NEW.currency, NEW.fiscal_year_start, NEW.minimum_payout, NEW.file
    ))
    EXECUTE FUNCTION saathi_freeze_plans();

ALTER TABLE plan_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON plan_versions FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT, UPDATE, DELETE ON plan_versions TO saathi_app;

-- Which plan a partner is paid by, from a day to a day, both included. Those of one partner never
-- overlap; that they have one currency is the code's to see.
CREATE TABLE agreements (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^agr_[0-9a-f]{32}$'),
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    plan_id TEXT COLLATE "C" NOT NULL REFERENCES plans (id),
    starts_on DATE NOT NULL CHECK (isfinite(starts_on)),
    ends_on DATE CHECK (isfinite(ends_on)),
    created_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    CHECK (ends_on >= starts_on),
    CONSTRAINT agreements_do_not_overlap EXCLUDE USING gist (
        saathi_text_range(partner_id, partner_id, '[]') WITH &&,
        daterange(starts_on, ends_on, '[]') WITH &&
    )
);

CREATE INDEX agreements_partner ON agreements (partner_id, starts_on);

CREATE INDEX agreements_plan ON agreements (plan_id);

-- Another plan is another agreement.
CREATE TRIGGER agreements_keep BEFORE UPDATE ON agreements
    FOR EACH ROW WHEN ((
        OLD.id, OLD.partner_id, OLD.plan_id, OLD.created_by, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.partner_id, NEW.plan_id, NEW.created_by, NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('agreements_are_frozen');

CREATE TRIGGER agreements_no_delete BEFORE DELETE OR TRUNCATE ON agreements
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('agreements_are_never_deleted');

-- A partner reads the plans that it is or was paid by, and of those what is approved.
CREATE POLICY agreed_reads ON plans FOR SELECT
    USING (EXISTS (
        SELECT 1 FROM agreements AS a WHERE a.plan_id = plans.id AND a.partner_id = (SELECT saathi_scope())
    ));
CREATE POLICY agreed_reads ON plan_versions FOR SELECT
    USING (approved_by IS NOT NULL AND EXISTS (
        SELECT 1 FROM agreements AS a
        WHERE a.plan_id = plan_versions.plan_id AND a.partner_id = (SELECT saathi_scope())
    ));

ALTER TABLE agreements ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreements FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON agreements FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON agreements FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON agreements TO saathi_app;
