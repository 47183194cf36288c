-- What partners earned in closed periods, and what is added by hand.

-- One for a partner and period that has entries, adjustments or a balance. Until it is approved what is
-- held can change, and with it what is paid; the rest stands from the beginning.
CREATE TABLE statements (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^stm_[0-9a-f]{32}$'),
    period TEXT COLLATE "C" NOT NULL REFERENCES periods (period),
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    -- The plan's currency, that of the figures down to what is carried forward.
    currency TEXT COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    opening_balance BIGINT NOT NULL CHECK (opening_balance BETWEEN -1000000000000000 AND 1000000000000000),
    commission BIGINT NOT NULL CHECK (commission BETWEEN -1000000000000000 AND 1000000000000000),
    adjustments BIGINT NOT NULL CHECK (adjustments BETWEEN -1000000000000000 AND 1000000000000000),
    held BIGINT NOT NULL CHECK (held BETWEEN 0 AND 1000000000000000),
    carried_forward BIGINT NOT NULL CHECK (carried_forward BETWEEN -1000000000000000 AND 1000000000000000),
    minimum_payout BIGINT NOT NULL CHECK (minimum_payout BETWEEN 0 AND 1000000000000000),
    -- The currency of what is paid, and the rate of its day: times it, or divided by it.
    payout_currency TEXT COLLATE "C" NOT NULL CHECK (payout_currency ~ '^[A-Z]{3}$'),
    rate TEXT COLLATE "C"
        CHECK (
            rate ~ '^(0|[1-9][0-9]{0,10})(\.[0-9]{1,10})?$' AND rate::numeric > 0
            AND rate::numeric <= 10000000000
        ),
    rate_on DATE CHECK (isfinite(rate_on)),
    rate_divides BOOLEAN NOT NULL,
    payable BIGINT NOT NULL CHECK (payable BETWEEN 0 AND 1000000000000000),
    withhold_on TEXT COLLATE "C" NOT NULL CHECK (withhold_on IN ('payable', 'payable_with_tax')),
    withholding_parts INTEGER NOT NULL CHECK (withholding_parts BETWEEN 0 AND 100000000),
    sales_tax_parts INTEGER NOT NULL CHECK (sales_tax_parts BETWEEN 0 AND 100000000),
    sales_tax BIGINT NOT NULL CHECK (sales_tax BETWEEN 0 AND 1000000000000000),
    withholding_tax BIGINT NOT NULL CHECK (withholding_tax BETWEEN 0 AND 1000000000000000),
    net BIGINT NOT NULL CHECK (net BETWEEN -1000000000000000 AND 1000000000000000),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('draft', 'approved', 'paid')),
    -- SHA-256 of its entries as CSV.
    fingerprint BYTEA NOT NULL CHECK (length(fingerprint) = 32),
    entries INTEGER NOT NULL CHECK (entries BETWEEN 0 AND 2147483647),
    accepted_by TEXT COLLATE "C" REFERENCES users (id),
    accepted_at TIMESTAMP CHECK (isfinite(accepted_at)),
    approved_by TEXT COLLATE "C" REFERENCES users (id),
    approved_at TIMESTAMP CHECK (isfinite(approved_at)),
    approval_reason TEXT COLLATE "C" CHECK (length(approval_reason) BETWEEN 1 AND 2000),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    UNIQUE (period, partner_id),
    CHECK (net = payable + sales_tax - withholding_tax),
    CHECK ((rate IS NULL) = (rate_on IS NULL)),
    CHECK ((accepted_by IS NULL) = (accepted_at IS NULL)),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    CHECK ((status = 'draft') = (approved_by IS NULL))
);

CREATE INDEX statements_partner ON statements (partner_id, period);

CREATE INDEX statements_status ON statements (status, period);

CREATE TRIGGER statements_keep BEFORE UPDATE ON statements
    FOR EACH ROW WHEN ((
        OLD.id, OLD.period, OLD.partner_id, OLD.currency, OLD.opening_balance, OLD.commission,
        OLD.adjustments, OLD.minimum_payout, OLD.payout_currency, OLD.withhold_on,
        OLD.withholding_parts, OLD.sales_tax_parts, OLD.fingerprint, OLD.entries, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.period, NEW.partner_id, NEW.currency, NEW.opening_balance, NEW.commission,
        NEW.adjustments, NEW.minimum_payout, NEW.payout_currency, NEW.withhold_on,
        NEW.withholding_parts, NEW.sales_tax_parts, NEW.fingerprint, NEW.entries, NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('statements_are_frozen');

-- Approval freezes what is held, payable and taxed, and only a payment follows.
CREATE TRIGGER statements_keep_approved BEFORE UPDATE ON statements
    FOR EACH ROW WHEN (OLD.status <> 'draft' AND (
        OLD.held, OLD.carried_forward, OLD.rate, OLD.rate_on, OLD.rate_divides, OLD.payable,
        OLD.sales_tax, OLD.withholding_tax, OLD.net, OLD.accepted_by, OLD.accepted_at,
        OLD.approved_by, OLD.approved_at, OLD.approval_reason
    ) IS DISTINCT FROM (
        NEW.held, NEW.carried_forward, NEW.rate, NEW.rate_on, NEW.rate_divides, NEW.payable,
        NEW.sales_tax, NEW.withholding_tax, NEW.net, NEW.accepted_by, NEW.accepted_at,
        NEW.approved_by, NEW.approved_at, NEW.approval_reason
    ))
    EXECUTE FUNCTION saathi_refuse('statements_are_frozen');

CREATE TRIGGER statements_status_forward BEFORE UPDATE ON statements
    FOR EACH ROW WHEN (OLD.status <> NEW.status
    AND (OLD.status, NEW.status) NOT IN (('draft', 'approved'), ('approved', 'paid')))
    EXECUTE FUNCTION saathi_refuse('statements_status_only_moves_forward');

-- Whoever closed the period does not approve its statements.
CREATE FUNCTION saathi_statements_second_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM periods AS p WHERE p.period = NEW.period AND p.closed_by = NEW.approved_by
    ) THEN
        RAISE EXCEPTION 'statements_need_a_second_person' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER statements_second_person BEFORE UPDATE ON statements
    FOR EACH ROW EXECUTE FUNCTION saathi_statements_second_person();

CREATE TRIGGER statements_no_delete BEFORE DELETE OR TRUNCATE ON statements
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('statements_are_never_deleted');

ALTER TABLE statements ENABLE ROW LEVEL SECURITY;
ALTER TABLE statements FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON statements FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON statements FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON statements TO saathi_app;

-- What is added to a partner's statement, or taken off, by hand: prepared by one person and approved by
-- another, before the period is closed.
CREATE TABLE adjustments (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^adj_[0-9a-f]{32}$'),
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    period TEXT COLLATE "C" NOT NULL CHECK (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    amount BIGINT NOT NULL CHECK (amount BETWEEN -1000000000000000 AND 1000000000000000 AND amount <> 0),
    currency TEXT COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    reason TEXT COLLATE "C" NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    prepared_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    approved_by TEXT COLLATE "C" REFERENCES users (id),
    approved_at TIMESTAMP CHECK (isfinite(approved_at)),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    CHECK (approved_by <> prepared_by),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL))
);

CREATE INDEX adjustments_period ON adjustments (period, partner_id);

CREATE INDEX adjustments_partner ON adjustments (partner_id, period);

CREATE TRIGGER adjustments_share BEFORE INSERT OR UPDATE ON adjustments
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_share_facts();

CREATE TRIGGER adjustments_keep BEFORE UPDATE ON adjustments
    FOR EACH ROW WHEN (OLD.approved_by IS NOT NULL OR (
        OLD.id, OLD.partner_id, OLD.period, OLD.amount, OLD.currency, OLD.reason, OLD.prepared_by,
        OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.partner_id, NEW.period, NEW.amount, NEW.currency, NEW.reason, NEW.prepared_by,
        NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('adjustments_are_frozen');

CREATE FUNCTION saathi_adjustments_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM periods AS p WHERE p.period = NEW.period) THEN
        RAISE EXCEPTION 'adjustments_are_of_open_periods' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER adjustments_open BEFORE INSERT OR UPDATE ON adjustments
    FOR EACH ROW EXECUTE FUNCTION saathi_adjustments_open();

CREATE TRIGGER adjustments_no_delete BEFORE DELETE OR TRUNCATE ON adjustments
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('adjustments_are_never_deleted');

ALTER TABLE adjustments ENABLE ROW LEVEL SECURITY;
ALTER TABLE adjustments FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON adjustments FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON adjustments FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON adjustments TO saathi_app;
