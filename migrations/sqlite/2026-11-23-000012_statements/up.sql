-- What partners earned in closed periods, and what is added by hand.

-- One for a partner and period that has entries, adjustments or a balance. Until it is approved what is
-- held can change, and with it what is paid; the rest stands from the beginning.
CREATE TABLE statements (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'stm_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    period TEXT NOT NULL REFERENCES periods (period),
    partner_id TEXT NOT NULL REFERENCES partners (id),
    -- The plan's currency, that of the figures down to what is carried forward.
    currency TEXT NOT NULL
        CHECK (octet_length(currency) = 3 AND currency GLOB '[A-Z][A-Z][A-Z]'),
    opening_balance INTEGER NOT NULL CHECK (opening_balance BETWEEN -1000000000000000 AND 1000000000000000),
    commission INTEGER NOT NULL CHECK (commission BETWEEN -1000000000000000 AND 1000000000000000),
    adjustments INTEGER NOT NULL CHECK (adjustments BETWEEN -1000000000000000 AND 1000000000000000),
    held INTEGER NOT NULL CHECK (held BETWEEN 0 AND 1000000000000000),
    carried_forward INTEGER NOT NULL CHECK (carried_forward BETWEEN -1000000000000000 AND 1000000000000000),
    minimum_payout INTEGER NOT NULL CHECK (minimum_payout BETWEEN 0 AND 1000000000000000),
    -- The currency of what is paid, and the rate of its day: times it, or divided by it.
    payout_currency TEXT NOT NULL
        CHECK (octet_length(payout_currency) = 3 AND payout_currency GLOB '[A-Z][A-Z][A-Z]'),
    rate TEXT
        CHECK (
            octet_length(rate) <= 22 AND rate GLOB '[0-9]*' AND rate NOT GLOB '*[^0-9.]*'
            AND rate NOT GLOB '*.*.*'
            AND rate NOT GLOB '*.' AND rate NOT GLOB '0[0-9]*' AND rate NOT GLOB '*.???????????*'
            AND length(rate) = octet_length(rate) AND CAST(rate AS REAL) > 0
            AND CAST(rate AS REAL) <= 10000000000
        ),
    rate_on TEXT CHECK (date(rate_on) IS rate_on),
    rate_divides INTEGER NOT NULL CHECK (rate_divides IN (0, 1)),
    payable INTEGER NOT NULL CHECK (payable BETWEEN 0 AND 1000000000000000),
    withhold_on TEXT NOT NULL CHECK (withhold_on IN ('payable', 'payable_with_tax')),
    withholding_parts INTEGER NOT NULL CHECK (withholding_parts BETWEEN 0 AND 100000000),
    sales_tax_parts INTEGER NOT NULL CHECK (sales_tax_parts BETWEEN 0 AND 100000000),
    sales_tax INTEGER NOT NULL CHECK (sales_tax BETWEEN 0 AND 1000000000000000),
    withholding_tax INTEGER NOT NULL CHECK (withholding_tax BETWEEN 0 AND 1000000000000000),
    net INTEGER NOT NULL CHECK (net BETWEEN -1000000000000000 AND 1000000000000000),
    status TEXT NOT NULL CHECK (status IN ('draft', 'approved', 'paid')),
    -- SHA-256 of its entries as CSV.
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    entries INTEGER NOT NULL CHECK (entries BETWEEN 0 AND 2147483647),
    accepted_by TEXT REFERENCES users (id),
    accepted_at TEXT
        CHECK (
            datetime(substr(accepted_at, 1, 19)) IS substr(accepted_at, 1, 19)
            AND length(accepted_at) IN (19, 23, 26)
            AND substr(accepted_at, 20, 1) IN ('', '.') AND substr(accepted_at, 21) NOT GLOB '*[^0-9]*'
        ),
    approved_by TEXT REFERENCES users (id),
    approved_at TEXT
        CHECK (
            datetime(substr(approved_at, 1, 19)) IS substr(approved_at, 1, 19)
            AND length(approved_at) IN (19, 23, 26)
            AND substr(approved_at, 20, 1) IN ('', '.') AND substr(approved_at, 21) NOT GLOB '*[^0-9]*'
        ),
    approval_reason TEXT
        CHECK (length(approval_reason) BETWEEN 1 AND 2000 AND instr(approval_reason, char(0)) = 0),
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
    UNIQUE (period, partner_id),
    CHECK (net = payable + sales_tax - withholding_tax),
    CHECK ((rate IS NULL) = (rate_on IS NULL)),
    CHECK ((accepted_by IS NULL) = (accepted_at IS NULL)),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    CHECK ((status = 'draft') = (approved_by IS NULL))
) STRICT;

CREATE INDEX statements_partner ON statements (partner_id, period);

CREATE INDEX statements_status ON statements (status, period);

CREATE TRIGGER statements_keep BEFORE UPDATE ON statements
WHEN (
    OLD.id, OLD.period, OLD.partner_id, OLD.currency, OLD.opening_balance, OLD.commission,
    OLD.adjustments, OLD.minimum_payout, OLD.payout_currency, OLD.withhold_on,
    OLD.withholding_parts, OLD.sales_tax_parts, OLD.fingerprint, OLD.entries, OLD.created_at
) IS NOT (
    NEW.id, NEW.period, NEW.partner_id, NEW.currency, NEW.opening_balance, NEW.commission,
    NEW.adjustments, NEW.minimum_payout, NEW.payout_currency, NEW.withhold_on,
    NEW.withholding_parts, NEW.sales_tax_parts, NEW.fingerprint, NEW.entries, NEW.created_at
)
BEGIN
    SELECT RAISE(ABORT, 'statements_are_frozen');
END;

-- Approval freezes what is held, payable and taxed, and only a payment follows.
CREATE TRIGGER statements_keep_approved BEFORE UPDATE ON statements
WHEN OLD.status <> 'draft' AND (
    OLD.held, OLD.carried_forward, OLD.rate, OLD.rate_on, OLD.rate_divides, OLD.payable,
    OLD.sales_tax, OLD.withholding_tax, OLD.net, OLD.accepted_by, OLD.accepted_at,
    OLD.approved_by, OLD.approved_at, OLD.approval_reason
) IS NOT (
    NEW.held, NEW.carried_forward, NEW.rate, NEW.rate_on, NEW.rate_divides, NEW.payable,
    NEW.sales_tax, NEW.withholding_tax, NEW.net, NEW.accepted_by, NEW.accepted_at,
    NEW.approved_by, NEW.approved_at, NEW.approval_reason
)
BEGIN
    SELECT RAISE(ABORT, 'statements_are_frozen');
END;

CREATE TRIGGER statements_status_forward BEFORE UPDATE ON statements
WHEN OLD.status <> NEW.status
    AND (OLD.status, NEW.status) NOT IN (VALUES ('draft', 'approved'), ('approved', 'paid'))
BEGIN
    SELECT RAISE(ABORT, 'statements_status_only_moves_forward');
END;

-- Whoever closed the period does not approve its statements.
CREATE TRIGGER statements_second_person BEFORE UPDATE ON statements
WHEN NEW.approved_by = (SELECT p.closed_by FROM periods AS p WHERE p.period = NEW.period)
BEGIN
    SELECT RAISE(ABORT, 'statements_need_a_second_person');
END;

CREATE TRIGGER statements_no_delete BEFORE DELETE ON statements
BEGIN
    SELECT RAISE(ABORT, 'statements_are_never_deleted');
END;

-- What is added to a partner's statement, or taken off, by hand: prepared by one person and approved by
-- another, before the period is closed.
CREATE TABLE adjustments (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'adj_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    partner_id TEXT NOT NULL REFERENCES partners (id),
    period TEXT NOT NULL
        CHECK (octet_length(period) = 7 AND date(period || '-01') IS period || '-01'),
    amount INTEGER NOT NULL CHECK (amount BETWEEN -1000000000000000 AND 1000000000000000 AND amount <> 0),
    currency TEXT NOT NULL
        CHECK (octet_length(currency) = 3 AND currency GLOB '[A-Z][A-Z][A-Z]'),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000 AND instr(reason, char(0)) = 0),
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
    CHECK ((approved_by IS NULL) = (approved_at IS NULL))
) STRICT;

CREATE INDEX adjustments_period ON adjustments (period, partner_id);

CREATE INDEX adjustments_partner ON adjustments (partner_id, period);

CREATE TRIGGER adjustments_keep BEFORE UPDATE ON adjustments
WHEN OLD.approved_by IS NOT NULL OR (
    OLD.id, OLD.partner_id, OLD.period, OLD.amount, OLD.currency, OLD.reason, OLD.prepared_by,
    OLD.created_at
) IS NOT (
    NEW.id, NEW.partner_id, NEW.period, NEW.amount, NEW.currency, NEW.reason, NEW.prepared_by,
    NEW.created_at
)
BEGIN
    SELECT RAISE(ABORT, 'adjustments_are_frozen');
END;

CREATE TRIGGER adjustments_open_insert BEFORE INSERT ON adjustments
WHEN EXISTS (SELECT 1 FROM periods AS p WHERE p.period = NEW.period)
BEGIN
    SELECT RAISE(ABORT, 'adjustments_are_of_open_periods');
END;

CREATE TRIGGER adjustments_open_update BEFORE UPDATE ON adjustments
WHEN EXISTS (SELECT 1 FROM periods AS p WHERE p.period = NEW.period)
BEGIN
    SELECT RAISE(ABORT, 'adjustments_are_of_open_periods');
END;

CREATE TRIGGER adjustments_no_delete BEFORE DELETE ON adjustments
BEGIN
    SELECT RAISE(ABORT, 'adjustments_are_never_deleted');
END;
