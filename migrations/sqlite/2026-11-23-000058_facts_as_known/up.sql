-- How a sale or a refund stood after a change: what a close knew can be told when more came later.

-- Of a refund's change its id, and its own status. Changes that were noted before this have no status.
ALTER TABLE fact_changes ADD COLUMN status TEXT
    CHECK (status IN ('recorded', 'confirmed', 'void'));
ALTER TABLE fact_changes ADD COLUMN verified_on TEXT CHECK (date(verified_on) IS verified_on);
ALTER TABLE fact_changes ADD COLUMN refund_id TEXT
    CHECK (
        octet_length(refund_id) = 36 AND length(refund_id) = 36
        AND refund_id GLOB '[a-z][a-z][a-z]_*' AND substr(refund_id, 5) NOT GLOB '*[^0-9a-f]*'
    );

-- The changes of one sale, whenever they came.
CREATE INDEX fact_changes_subject ON fact_changes (subject_id);

DROP TRIGGER sales_note_insert;
CREATE TRIGGER sales_note_insert AFTER INSERT ON sales
WHEN NEW.status = 'confirmed'
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on, status, verified_on)
    VALUES ('sale', NEW.id, NEW.paid_on, NEW.paid_on, NEW.status, NEW.verified_on);
END;

DROP TRIGGER sales_note_update;
CREATE TRIGGER sales_note_update AFTER UPDATE ON sales
WHEN NEW.confirmed_by IS NOT NULL
    AND (OLD.status, OLD.verified_on) IS NOT (NEW.status, NEW.verified_on)
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on, status, verified_on)
    VALUES ('sale', NEW.id, NEW.paid_on, NEW.paid_on, NEW.status, NEW.verified_on);
END;

DROP TRIGGER refunds_note_insert;
CREATE TRIGGER refunds_note_insert AFTER INSERT ON refunds
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on, status, refund_id)
    SELECT 'sale', s.id, s.paid_on, s.paid_on, NEW.status, NEW.id
    FROM sales AS s WHERE s.id = NEW.sale_id;
END;

DROP TRIGGER refunds_note_update;
CREATE TRIGGER refunds_note_update AFTER UPDATE ON refunds
WHEN OLD.status <> NEW.status
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on, status, refund_id)
    SELECT 'sale', s.id, s.paid_on, s.paid_on, NEW.status, NEW.id
    FROM sales AS s WHERE s.id = NEW.sale_id;
END;
