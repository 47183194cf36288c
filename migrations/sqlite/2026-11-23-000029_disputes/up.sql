-- Disputes: lines of a draft statement that its partner does not agree with, and what becomes of them.

-- A positive line in dispute is held, the rest is paid. The decision becomes an adjustment of the open
-- period: what was held back, and the difference.
CREATE TABLE disputes (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'dsp_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    statement_id TEXT NOT NULL REFERENCES statements (id),
    partner_id TEXT NOT NULL REFERENCES partners (id),
    -- A line is disputed once: what was held of it comes back once.
    entry_id TEXT NOT NULL REFERENCES entries (id),
    -- What the line comes to as the partner sees it, or what is wrong in words.
    claim_amount INTEGER CHECK (claim_amount BETWEEN -1000000000000000 AND 1000000000000000),
    claim_words TEXT
        CHECK (length(claim_words) BETWEEN 1 AND 2000 AND instr(claim_words, char(0)) = 0),
    currency TEXT NOT NULL
        CHECK (octet_length(currency) = 3 AND currency GLOB '[A-Z][A-Z][A-Z]'),
    reason TEXT NOT NULL
        CHECK (length(reason) BETWEEN 1 AND 2000 AND instr(reason, char(0)) = 0),
    line_amount INTEGER NOT NULL CHECK (line_amount BETWEEN -1000000000000000 AND 1000000000000000),
    held INTEGER NOT NULL CHECK (held BETWEEN 0 AND 1000000000000000),
    opened_by TEXT NOT NULL REFERENCES users (id),
    decision TEXT CHECK (decision IN ('uphold', 'partial', 'deny')),
    -- What the line comes to as decided.
    decided_amount INTEGER CHECK (decided_amount BETWEEN -1000000000000000 AND 1000000000000000),
    decision_reason TEXT
        CHECK (length(decision_reason) BETWEEN 1 AND 2000 AND instr(decision_reason, char(0)) = 0),
    decided_by TEXT REFERENCES users (id),
    decided_at TEXT
        CHECK (
            datetime(substr(decided_at, 1, 19)) IS substr(decided_at, 1, 19)
            AND length(decided_at) IN (19, 23, 26)
            AND substr(decided_at, 20, 1) IN ('', '.') AND substr(decided_at, 21) NOT GLOB '*[^0-9]*'
        ),
    adjustment_id TEXT REFERENCES adjustments (id),
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
    UNIQUE (entry_id),
    UNIQUE (adjustment_id),
    CHECK ((claim_amount IS NULL) = (claim_words IS NOT NULL)),
    CHECK (held = 0 OR held = line_amount),
    CHECK ((decision IS NULL) = (decided_amount IS NULL)),
    CHECK ((decision IS NULL) = (decision_reason IS NULL)),
    CHECK ((decision IS NULL) = (decided_by IS NULL)),
    CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CHECK (decision IS NOT NULL OR adjustment_id IS NULL),
    CHECK (decided_by <> opened_by)
) STRICT;

CREATE INDEX disputes_statement ON disputes (statement_id);

CREATE INDEX disputes_partner ON disputes (partner_id, id);

CREATE TRIGGER disputes_of_lines AFTER INSERT ON disputes
WHEN NOT EXISTS (
    SELECT 1 FROM statements AS s
    JOIN entries AS e ON e.period = s.period AND e.partner_id = s.partner_id
    WHERE s.id = NEW.statement_id AND s.partner_id = NEW.partner_id
        AND e.id = NEW.entry_id AND e.amount = NEW.line_amount AND e.currency = NEW.currency
)
BEGIN
    SELECT RAISE(ABORT, 'disputes_are_of_lines');
END;

CREATE TRIGGER disputes_keep BEFORE UPDATE ON disputes
WHEN (
    OLD.id, OLD.statement_id, OLD.partner_id, OLD.entry_id, OLD.claim_amount, OLD.claim_words,
    OLD.currency, OLD.reason, OLD.line_amount, OLD.held, OLD.opened_by, OLD.created_at
) IS NOT (
    NEW.id, NEW.statement_id, NEW.partner_id, NEW.entry_id, NEW.claim_amount, NEW.claim_words,
    NEW.currency, NEW.reason, NEW.line_amount, NEW.held, NEW.opened_by, NEW.created_at
)
BEGIN
    SELECT RAISE(ABORT, 'disputes_are_frozen');
END;

-- A decision stands once its adjustment is approved: it has been paid, or will be.
CREATE TRIGGER disputes_decided BEFORE UPDATE ON disputes
WHEN EXISTS (
    SELECT 1 FROM adjustments AS a
    WHERE a.id = OLD.adjustment_id AND a.approved_by IS NOT NULL
)
BEGIN
    SELECT RAISE(ABORT, 'disputes_are_decided_once');
END;

CREATE TRIGGER disputes_no_delete BEFORE DELETE ON disputes
BEGIN
    SELECT RAISE(ABORT, 'disputes_are_never_deleted');
END;

-- What a statement carried forward stands once the next one has opened with it.
CREATE TRIGGER statements_carried BEFORE UPDATE ON statements
WHEN (OLD.held, OLD.carried_forward) IS NOT (NEW.held, NEW.carried_forward)
    AND EXISTS (SELECT 1 FROM periods AS p WHERE p.period > NEW.period)
BEGIN
    SELECT RAISE(ABORT, 'statements_were_carried_forward');
END;
