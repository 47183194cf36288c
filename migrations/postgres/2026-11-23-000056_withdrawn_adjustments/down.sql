DROP TRIGGER adjustments_keep ON adjustments;

CREATE TRIGGER adjustments_keep BEFORE UPDATE ON adjustments
    FOR EACH ROW WHEN (OLD.approved_by IS NOT NULL OR (
        OLD.id, OLD.partner_id, OLD.period, OLD.amount, OLD.currency, OLD.reason, OLD.prepared_by,
        OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.partner_id, NEW.period, NEW.amount, NEW.currency, NEW.reason, NEW.prepared_by,
        NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('adjustments_are_frozen');

ALTER TABLE adjustments DROP COLUMN withdrawn_at;
