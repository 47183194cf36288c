-- Payouts: approved statements sent to the bank, each paid at most once.

-- A batch of payments in one currency. What it was approved with is what goes to the bank.
CREATE TABLE payouts (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'pay_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    period TEXT NOT NULL REFERENCES periods (period),
    currency TEXT NOT NULL
        CHECK (octet_length(currency) = 3 AND currency GLOB '[A-Z][A-Z][A-Z]'),
    status TEXT NOT NULL CHECK (status IN ('draft', 'approved', 'settled', 'withdrawn')),
    pay_on TEXT NOT NULL CHECK (date(pay_on) IS pay_on),
    payer_title TEXT NOT NULL
        CHECK (length(payer_title) BETWEEN 1 AND 200 AND instr(payer_title, char(0)) = 0),
    payer_iban TEXT NOT NULL
        CHECK (
            octet_length(payer_iban) BETWEEN 15 AND 34 AND length(payer_iban) = octet_length(payer_iban)
            AND payer_iban GLOB '[A-Z][A-Z][0-9][0-9]*' AND payer_iban NOT GLOB '*[^A-Z0-9]*'
        ),
    payer_bic TEXT
        CHECK (
            octet_length(payer_bic) IN (8, 11) AND length(payer_bic) = octet_length(payer_bic)
            AND payer_bic NOT GLOB '*[^A-Z0-9]*'
        ),
    payments INTEGER NOT NULL CHECK (payments BETWEEN 1 AND 2147483647),
    total INTEGER NOT NULL CHECK (total BETWEEN 1 AND 1000000000000000),
    -- SHA-256 of who is paid how much, on which accounts, and from which.
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
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
    CHECK (approved_by <> prepared_by),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    CHECK ((approved_by IS NOT NULL) = (status IN ('approved', 'settled')))
) STRICT;

CREATE INDEX payouts_period ON payouts (period, id);

CREATE TRIGGER payouts_keep BEFORE UPDATE ON payouts
WHEN (
    OLD.id, OLD.period, OLD.currency, OLD.pay_on, OLD.payer_title, OLD.payer_iban,
    OLD.payer_bic, OLD.payments, OLD.total, OLD.fingerprint, OLD.prepared_by, OLD.created_at
) IS NOT (
    NEW.id, NEW.period, NEW.currency, NEW.pay_on, NEW.payer_title, NEW.payer_iban,
    NEW.payer_bic, NEW.payments, NEW.total, NEW.fingerprint, NEW.prepared_by, NEW.created_at
)
BEGIN
    SELECT RAISE(ABORT, 'payouts_are_frozen');
END;

CREATE TRIGGER payouts_keep_approved BEFORE UPDATE ON payouts
WHEN OLD.approved_by IS NOT NULL
    AND (OLD.approved_by, OLD.approved_at) IS NOT (NEW.approved_by, NEW.approved_at)
BEGIN
    SELECT RAISE(ABORT, 'payouts_are_frozen');
END;

CREATE TRIGGER payouts_status_forward BEFORE UPDATE ON payouts
WHEN OLD.status <> NEW.status AND (OLD.status, NEW.status)
    NOT IN (VALUES ('draft', 'approved'), ('draft', 'withdrawn'), ('approved', 'settled'))
BEGIN
    SELECT RAISE(ABORT, 'payouts_status_only_moves_forward');
END;

CREATE TRIGGER payouts_no_delete BEFORE DELETE ON payouts
BEGIN
    SELECT RAISE(ABORT, 'payouts_are_never_deleted');
END;

-- A statement's payment, with the account as it was when the batch was made.
CREATE TABLE payments (
    payout_id TEXT NOT NULL REFERENCES payouts (id),
    statement_id TEXT NOT NULL REFERENCES statements (id),
    partner_id TEXT NOT NULL REFERENCES partners (id),
    -- Its place in the files.
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 2147483647),
    partner_code TEXT NOT NULL
        CHECK (
            octet_length(partner_code) BETWEEN 1 AND 64
            AND length(partner_code) = octet_length(partner_code)
            AND partner_code NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    partner_name TEXT NOT NULL
        CHECK (length(partner_name) BETWEEN 1 AND 200 AND instr(partner_name, char(0)) = 0),
    account_title TEXT NOT NULL
        CHECK (length(account_title) BETWEEN 1 AND 200 AND instr(account_title, char(0)) = 0),
    iban TEXT NOT NULL
        CHECK (
            octet_length(iban) BETWEEN 15 AND 34 AND length(iban) = octet_length(iban)
            AND iban GLOB '[A-Z][A-Z][0-9][0-9]*' AND iban NOT GLOB '*[^A-Z0-9]*'
        ),
    amount INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 1000000000000000),
    status TEXT NOT NULL CHECK (status IN ('waiting', 'paid', 'rejected', 'withdrawn')),
    reference TEXT
        CHECK (length(reference) BETWEEN 1 AND 200 AND instr(reference, char(0)) = 0),
    settled_by TEXT REFERENCES users (id),
    settled_on TEXT CHECK (date(settled_on) IS settled_on),
    settled_at TEXT
        CHECK (
            datetime(substr(settled_at, 1, 19)) IS substr(settled_at, 1, 19)
            AND length(settled_at) IN (19, 23, 26)
            AND substr(settled_at, 20, 1) IN ('', '.') AND substr(settled_at, 21) NOT GLOB '*[^0-9]*'
        ),
    PRIMARY KEY (payout_id, statement_id),
    UNIQUE (payout_id, position),
    CHECK ((settled_by IS NOT NULL) = (status IN ('paid', 'rejected'))),
    CHECK ((settled_by IS NULL) = (settled_on IS NULL)),
    CHECK ((settled_by IS NULL) = (settled_at IS NULL)),
    CHECK (reference IS NULL OR settled_by IS NOT NULL)
) STRICT;

-- A statement is paid at most once: at most one payment of it waits or was made.
CREATE UNIQUE INDEX payments_one_live ON payments (statement_id)
    WHERE status IN ('waiting', 'paid');

CREATE INDEX payments_partner ON payments (partner_id, payout_id);

CREATE TRIGGER payments_of_approved AFTER INSERT ON payments
WHEN NOT EXISTS (
    SELECT 1 FROM statements AS s JOIN payouts AS p
        ON p.id = NEW.payout_id AND p.period = s.period AND p.currency = s.payout_currency
    WHERE s.id = NEW.statement_id AND s.partner_id = NEW.partner_id
        AND s.status = 'approved' AND s.net = NEW.amount AND p.status = 'draft'
        AND NEW.status IN ('waiting', 'withdrawn')
)
BEGIN
    SELECT RAISE(ABORT, 'payments_are_of_approved_statements');
END;

CREATE TRIGGER payments_keep BEFORE UPDATE ON payments
WHEN OLD.status <> 'waiting' OR (
    OLD.payout_id, OLD.statement_id, OLD.partner_id, OLD.position, OLD.partner_code,
    OLD.partner_name, OLD.account_title, OLD.iban, OLD.amount
) IS NOT (
    NEW.payout_id, NEW.statement_id, NEW.partner_id, NEW.position, NEW.partner_code,
    NEW.partner_name, NEW.account_title, NEW.iban, NEW.amount
)
BEGIN
    SELECT RAISE(ABORT, 'payments_are_frozen');
END;

-- What nobody approved was not sent, and what was sent is not withdrawn.
CREATE TRIGGER payments_settled BEFORE UPDATE ON payments
WHEN NOT EXISTS (
    SELECT 1 FROM payouts AS p WHERE p.id = NEW.payout_id AND (
        (p.status = 'approved' AND NEW.status IN ('waiting', 'paid', 'rejected'))
        OR (p.status = 'withdrawn' AND NEW.status = 'withdrawn'))
)
BEGIN
    SELECT RAISE(ABORT, 'payments_follow_their_payout');
END;

CREATE TRIGGER payments_no_delete BEFORE DELETE ON payments
BEGIN
    SELECT RAISE(ABORT, 'payments_are_never_deleted');
END;

-- A statement is paid when its payment was.
CREATE TRIGGER statements_paid BEFORE UPDATE ON statements
WHEN OLD.status <> NEW.status AND NEW.status = 'paid' AND NOT EXISTS (
    SELECT 1 FROM payments AS p WHERE p.statement_id = NEW.id AND p.status = 'paid'
)
BEGIN
    SELECT RAISE(ABORT, 'statements_are_paid_by_payments');
END;
