-- What came to be known of the facts, for closes to know what is new.

-- Which facts came, changed or went, in the order in which that was committed. Triggers write it, so
-- that no way of changing a fact can forget to. A close remembers how far it has read.
CREATE TABLE fact_changes (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('sale', 'rate', 'parent', 'agreement', 'version')),
    -- The sale, rate, partner or plan.
    subject_id TEXT NOT NULL
        CHECK (
            octet_length(subject_id) = 36 AND length(subject_id) = 36
            AND subject_id GLOB '[a-z][a-z][a-z]_*' AND substr(subject_id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    -- The first day of payment that it bears on; the last one, where that is known.
    first_on TEXT NOT NULL CHECK (date(first_on) IS first_on),
    last_on TEXT CHECK (date(last_on) IS last_on),
    CHECK (last_on >= first_on)
) STRICT;

CREATE TRIGGER fact_changes_no_update BEFORE UPDATE ON fact_changes
BEGIN
    SELECT RAISE(ABORT, 'fact_changes_are_append_only');
END;

CREATE TRIGGER fact_changes_no_delete BEFORE DELETE ON fact_changes
BEGIN
    SELECT RAISE(ABORT, 'fact_changes_are_append_only');
END;

-- A recorded sale is no fact yet, nor one that became void before it was confirmed.
CREATE TRIGGER sales_note_insert AFTER INSERT ON sales
WHEN NEW.status = 'confirmed'
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on)
    VALUES ('sale', NEW.id, NEW.paid_on, NEW.paid_on);
END;

CREATE TRIGGER sales_note_update AFTER UPDATE ON sales
WHEN NEW.confirmed_by IS NOT NULL
    AND (OLD.status, OLD.verified_on) IS NOT (NEW.status, NEW.verified_on)
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on)
    VALUES ('sale', NEW.id, NEW.paid_on, NEW.paid_on);
END;

CREATE TRIGGER refunds_note_insert AFTER INSERT ON refunds
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on)
    SELECT 'sale', s.id, s.paid_on, s.paid_on FROM sales AS s WHERE s.id = NEW.sale_id;
END;

CREATE TRIGGER refunds_note_update AFTER UPDATE ON refunds
WHEN OLD.status <> NEW.status
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on)
    SELECT 'sale', s.id, s.paid_on, s.paid_on FROM sales AS s WHERE s.id = NEW.sale_id;
END;

CREATE TRIGGER exchange_rates_note_insert AFTER INSERT ON exchange_rates
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on) VALUES ('rate', NEW.id, NEW.date);
END;

CREATE TRIGGER partner_parents_note_insert AFTER INSERT ON partner_parents
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on)
    VALUES ('parent', NEW.partner_id, NEW.effective_from);
END;

CREATE TRIGGER agreements_note_insert AFTER INSERT ON agreements
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on)
    VALUES ('agreement', NEW.partner_id, NEW.starts_on, NEW.ends_on);
END;

-- The days that it had, and the days that it has.
CREATE TRIGGER agreements_note_update AFTER UPDATE ON agreements
WHEN (OLD.starts_on, OLD.ends_on) IS NOT (NEW.starts_on, NEW.ends_on)
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on)
    VALUES ('agreement', OLD.partner_id, OLD.starts_on, OLD.ends_on);
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on)
    VALUES ('agreement', NEW.partner_id, NEW.starts_on, NEW.ends_on);
END;

CREATE TRIGGER plan_versions_note_insert AFTER INSERT ON plan_versions
WHEN NEW.approved_by IS NOT NULL
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on)
    VALUES ('version', NEW.plan_id, NEW.effective_from);
END;

CREATE TRIGGER plan_versions_note_update AFTER UPDATE ON plan_versions
WHEN NEW.approved_by IS NOT NULL
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on)
    VALUES ('version', NEW.plan_id, NEW.effective_from);
END;

-- Facts that were known before their day count from the close that holds it.
CREATE INDEX sales_verified ON sales (verified_on);

CREATE INDEX refunds_refunded ON refunds (refunded_on);
