DROP TRIGGER adjustments_keep;

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

ALTER TABLE adjustments DROP COLUMN withdrawn_at;
