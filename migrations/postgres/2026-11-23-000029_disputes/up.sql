-- Disputes: lines of a draft statement that its partner does not agree with, and what becomes of them.

-- A positive line in dispute is held, the rest is paid. The decision becomes an adjustment of the open
-- period: what was held back, and the difference.
CREATE TABLE disputes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^dsp_[0-9a-f]{32}$'),
    statement_id TEXT COLLATE "C" NOT NULL REFERENCES statements (id),
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    -- A line is disputed once: what was held of it comes back once.
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries (id),
    -- What the line comes to as the partner sees it, or what is wrong in words.
    claim_amount BIGINT CHECK (claim_amount BETWEEN -1000000000000000 AND 1000000000000000),
    claim_words TEXT COLLATE "C" CHECK (length(claim_words) BETWEEN 1 AND 2000),
    currency TEXT COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    reason TEXT COLLATE "C" NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    line_amount BIGINT NOT NULL CHECK (line_amount BETWEEN -1000000000000000 AND 1000000000000000),
    held BIGINT NOT NULL CHECK (held BETWEEN 0 AND 1000000000000000),
    opened_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    decision TEXT COLLATE "C" CHECK (decision IN ('uphold', 'partial', 'deny')),
    -- What the line comes to as decided.
    decided_amount BIGINT CHECK (decided_amount BETWEEN -1000000000000000 AND 1000000000000000),
    decision_reason TEXT COLLATE "C" CHECK (length(decision_reason) BETWEEN 1 AND 2000),
    decided_by TEXT COLLATE "C" REFERENCES users (id),
    decided_at TIMESTAMP CHECK (isfinite(decided_at)),
    adjustment_id TEXT COLLATE "C" REFERENCES adjustments (id),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
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
);

CREATE INDEX disputes_statement ON disputes (statement_id);

CREATE INDEX disputes_partner ON disputes (partner_id, id);

CREATE FUNCTION saathi_disputes_of_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM statements AS s
        JOIN entries AS e ON e.period = s.period AND e.partner_id = s.partner_id
        WHERE s.id = NEW.statement_id AND s.partner_id = NEW.partner_id
            AND e.id = NEW.entry_id AND e.amount = NEW.line_amount AND e.currency = NEW.currency
    ) THEN
        RAISE EXCEPTION 'disputes_are_of_lines' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER disputes_of_lines AFTER INSERT ON disputes
    FOR EACH ROW EXECUTE FUNCTION saathi_disputes_of_lines();

CREATE TRIGGER disputes_keep BEFORE UPDATE ON disputes
    FOR EACH ROW WHEN ((
        OLD.id, OLD.statement_id, OLD.partner_id, OLD.entry_id, OLD.claim_amount, OLD.claim_words,
        OLD.currency, OLD.reason, OLD.line_amount, OLD.held, OLD.opened_by, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.statement_id, NEW.partner_id, NEW.entry_id, NEW.claim_amount, NEW.claim_words,
        NEW.currency, NEW.reason, NEW.line_amount, NEW.held, NEW.opened_by, NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('disputes_are_frozen');

-- A decision stands once its adjustment is approved: it has been paid, or will be.
CREATE FUNCTION saathi_disputes_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM adjustments AS a
        WHERE a.id = OLD.adjustment_id AND a.approved_by IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'disputes_are_decided_once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER disputes_decided BEFORE UPDATE ON disputes
    FOR EACH ROW EXECUTE FUNCTION saathi_disputes_decided();

CREATE TRIGGER disputes_no_delete BEFORE DELETE OR TRUNCATE ON disputes
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('disputes_are_never_deleted');

ALTER TABLE disputes ENABLE ROW LEVEL SECURITY;
ALTER TABLE disputes FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON disputes FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON disputes FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON disputes TO saathi_app;

-- What a statement carried forward stands once the next one has opened with it.
CREATE FUNCTION saathi_statements_carried() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM periods AS p WHERE p.period > NEW.period) THEN
        RAISE EXCEPTION 'statements_were_carried_forward' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER statements_carried BEFORE UPDATE ON statements
    FOR EACH ROW WHEN (
        (OLD.held, OLD.carried_forward) IS DISTINCT FROM (NEW.held, NEW.carried_forward)
    )
    EXECUTE FUNCTION saathi_statements_carried();
