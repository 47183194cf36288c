-- Payouts: approved statements sent to the bank, each paid at most once.

-- A batch of payments in one currency. What it was approved with is what goes to the bank.
CREATE TABLE payouts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^pay_[0-9a-f]{32}$'),
    period TEXT COLLATE "C" NOT NULL REFERENCES periods (period),
    currency TEXT COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    status TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('draft', 'approved', 'settled', 'withdrawn')),
    pay_on DATE NOT NULL CHECK (isfinite(pay_on)),
    payer_title TEXT COLLATE "C" NOT NULL CHECK (length(payer_title) BETWEEN 1 AND 200),
    payer_iban TEXT COLLATE "C" NOT NULL CHECK (payer_iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
    payer_bic TEXT COLLATE "C" CHECK (payer_bic ~ '^[A-Z0-9]{8}([A-Z0-9]{3})?$'),
    payments INTEGER NOT NULL CHECK (payments BETWEEN 1 AND 2147483647),
    total BIGINT NOT NULL CHECK (total BETWEEN 1 AND 1000000000000000),
    -- SHA-256 of who is paid how much, on which accounts, and from which.
    fingerprint BYTEA NOT NULL CHECK (length(fingerprint) = 32),
    prepared_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    approved_by TEXT COLLATE "C" REFERENCES users (id),
    approved_at TIMESTAMP CHECK (isfinite(approved_at)),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    CHECK (approved_by <> prepared_by),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    CHECK ((approved_by IS NOT NULL) = (status IN ('approved', 'settled')))
);

CREATE INDEX payouts_period ON payouts (period, id);

CREATE TRIGGER payouts_keep BEFORE UPDATE ON payouts
    FOR EACH ROW WHEN ((
        OLD.id, OLD.period, OLD.currency, OLD.pay_on, OLD.payer_title, OLD.payer_iban,
        OLD.payer_bic, OLD.payments, OLD.total, OLD.fingerprint, OLD.prepared_by,
        OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.period, NEW.currency, NEW.pay_on, NEW.payer_title, NEW.payer_iban,
        NEW.payer_bic, NEW.payments, NEW.total, NEW.fingerprint, NEW.prepared_by,
        NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('payouts_are_frozen');

CREATE TRIGGER payouts_keep_approved BEFORE UPDATE ON payouts
    FOR EACH ROW WHEN (OLD.approved_by IS NOT NULL AND (
        OLD.approved_by, OLD.approved_at
    ) IS DISTINCT FROM (
        NEW.approved_by, NEW.approved_at
    ))
    EXECUTE FUNCTION saathi_refuse('payouts_are_frozen');

CREATE TRIGGER payouts_status_forward BEFORE UPDATE ON payouts
    FOR EACH ROW WHEN (OLD.status <> NEW.status AND (OLD.status, NEW.status)
        NOT IN (('draft', 'approved'), ('draft', 'withdrawn'), ('approved', 'settled')))
    EXECUTE FUNCTION saathi_refuse('payouts_status_only_moves_forward');

CREATE TRIGGER payouts_no_delete BEFORE DELETE OR TRUNCATE ON payouts
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('payouts_are_never_deleted');

ALTER TABLE payouts ENABLE ROW LEVEL SECURITY;
ALTER TABLE payouts FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON payouts FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT, UPDATE ON payouts TO saathi_app;

-- A statement's payment, with the account as it was when the batch was made.
CREATE TABLE payments (
    payout_id TEXT COLLATE "C" NOT NULL REFERENCES payouts (id),
    statement_id TEXT COLLATE "C" NOT NULL REFERENCES statements (id),
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    -- Its place in the files.
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 2147483647),
    partner_code TEXT COLLATE "C" NOT NULL CHECK (partner_code ~ '^[A-Za-z0-9._/-]{1,64}$'),
    partner_name TEXT COLLATE "C" NOT NULL CHECK (length(partner_name) BETWEEN 1 AND 200),
    account_title TEXT COLLATE "C" NOT NULL CHECK (length(account_title) BETWEEN 1 AND 200),
    iban TEXT COLLATE "C" NOT NULL CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
    amount BIGINT NOT NULL CHECK (amount BETWEEN 1 AND 1000000000000000),
    status TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('waiting', 'paid', 'rejected', 'withdrawn')),
    reference TEXT COLLATE "C" CHECK (length(reference) BETWEEN 1 AND 200),
    settled_by TEXT COLLATE "C" REFERENCES users (id),
    settled_on DATE CHECK (isfinite(settled_on)),
    settled_at TIMESTAMP CHECK (isfinite(settled_at)),
    PRIMARY KEY (payout_id, statement_id),
    UNIQUE (payout_id, position),
    CHECK ((settled_by IS NOT NULL) = (status IN ('paid', 'rejected'))),
    CHECK ((settled_by IS NULL) = (settled_on IS NULL)),
    CHECK ((settled_by IS NULL) = (settled_at IS NULL)),
    CHECK (reference IS NULL OR settled_by IS NOT NULL)
);

-- A statement is paid at most once: at most one payment of it waits or was made.
CREATE UNIQUE INDEX payments_one_live ON payments (statement_id)
    WHERE status IN ('waiting', 'paid');

CREATE INDEX payments_partner ON payments (partner_id, payout_id);

CREATE FUNCTION saathi_payments_of_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM statements AS s JOIN payouts AS p
            ON p.id = NEW.payout_id AND p.period = s.period AND p.currency = s.payout_currency
        WHERE s.id = NEW.statement_id AND s.partner_id = NEW.partner_id
            AND s.status = 'approved' AND s.net = NEW.amount AND p.status = 'draft'
            AND NEW.status IN ('waiting', 'withdrawn')
    ) THEN
        RAISE EXCEPTION 'payments_are_of_approved_statements' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER payments_of_approved AFTER INSERT ON payments
    FOR EACH ROW EXECUTE FUNCTION saathi_payments_of_approved();

CREATE TRIGGER payments_keep BEFORE UPDATE ON payments
    FOR EACH ROW WHEN (OLD.status <> 'waiting' OR (
        OLD.payout_id, OLD.statement_id, OLD.partner_id, OLD.position, OLD.partner_code,
        OLD.partner_name, OLD.account_title, OLD.iban, OLD.amount
    ) IS DISTINCT FROM (
        NEW.payout_id, NEW.statement_id, NEW.partner_id, NEW.position, NEW.partner_code,
        NEW.partner_name, NEW.account_title, NEW.iban, NEW.amount
    ))
    EXECUTE FUNCTION saathi_refuse('payments_are_frozen');

-- What nobody approved was not sent, and what was sent is not withdrawn.
CREATE FUNCTION saathi_payments_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM payouts AS p WHERE p.id = NEW.payout_id AND (
            (p.status = 'approved' AND NEW.status IN ('waiting', 'paid', 'rejected'))
            OR (p.status = 'withdrawn' AND NEW.status = 'withdrawn'))
    ) THEN
        RAISE EXCEPTION 'payments_follow_their_payout' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER payments_settled BEFORE UPDATE ON payments
    FOR EACH ROW EXECUTE FUNCTION saathi_payments_settled();

CREATE TRIGGER payments_no_delete BEFORE DELETE OR TRUNCATE ON payments
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('payments_are_never_deleted');

ALTER TABLE payments ENABLE ROW LEVEL SECURITY;
ALTER TABLE payments FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON payments FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT, UPDATE ON payments TO saathi_app;

-- A statement is paid when its payment was.
CREATE FUNCTION saathi_statements_paid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM payments AS p WHERE p.statement_id = NEW.id AND p.status = 'paid'
    ) THEN
        RAISE EXCEPTION 'statements_are_paid_by_payments' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER statements_paid BEFORE UPDATE ON statements
    FOR EACH ROW WHEN (OLD.status <> NEW.status AND NEW.status = 'paid')
    EXECUTE FUNCTION saathi_statements_paid();
