DROP TRIGGER refunds_note_update;
DROP TRIGGER refunds_note_insert;
DROP TRIGGER sales_note_update;
DROP TRIGGER sales_note_insert;
DROP INDEX fact_changes_subject;
ALTER TABLE fact_changes DROP COLUMN refund_id;
ALTER TABLE fact_changes DROP COLUMN verified_on;
ALTER TABLE fact_changes DROP COLUMN status;

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
