-- How a sale or a refund stood after a change: what a close knew can be told when more came later.

-- Of a refund's change its id, and its own status. Changes that were noted before this have no status.
ALTER TABLE fact_changes ADD COLUMN status TEXT COLLATE "C"
    CHECK (status IN ('recorded', 'confirmed', 'void'));
ALTER TABLE fact_changes ADD COLUMN verified_on DATE CHECK (isfinite(verified_on));
ALTER TABLE fact_changes ADD COLUMN refund_id TEXT COLLATE "C"
    CHECK (refund_id ~ '^[a-z]{3}_[0-9a-f]{32}$');

-- The changes of one sale, whenever they came.
CREATE INDEX fact_changes_subject ON fact_changes (subject_id);

CREATE OR REPLACE FUNCTION saathi_note_sale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on, status, verified_on)
    VALUES ('sale', NEW.id, NEW.paid_on, NEW.paid_on, NEW.status, NEW.verified_on);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION saathi_note_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on, status, refund_id)
    SELECT 'sale', s.id, s.paid_on, s.paid_on, NEW.status, NEW.id
    FROM sales AS s WHERE s.id = NEW.sale_id;
    RETURN NULL;
END
$$;
