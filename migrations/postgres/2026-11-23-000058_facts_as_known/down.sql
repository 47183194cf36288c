CREATE OR REPLACE FUNCTION saathi_note_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on)
    SELECT 'sale', s.id, s.paid_on, s.paid_on FROM sales AS s WHERE s.id = NEW.sale_id;
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION saathi_note_sale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on)
    VALUES ('sale', NEW.id, NEW.paid_on, NEW.paid_on);
    RETURN NULL;
END
$$;
DROP INDEX fact_changes_subject;
ALTER TABLE fact_changes DROP COLUMN refund_id;
ALTER TABLE fact_changes DROP COLUMN verified_on;
ALTER TABLE fact_changes DROP COLUMN status;
