-- A draft that nobody approved can be withdrawn; it stays so, and is paid by nothing.
ALTER TABLE adjustments ADD COLUMN withdrawn_at TIMESTAMP CHECK (isfinite(withdrawn_at));
ALTER TABLE adjustments ADD CHECK (withdrawn_at IS NULL OR approved_at IS NULL);

DROP TRIGGER adjustments_keep ON adjustments;

CREATE TRIGGER adjustments_keep BEFORE UPDATE ON adjustments
    FOR EACH ROW WHEN (OLD.approved_by IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR (
        OLD.id, OLD.partner_id, OLD.period, OLD.amount, OLD.currency, OLD.reason, OLD.prepared_by,
        OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.partner_id, NEW.period, NEW.amount, NEW.currency, NEW.reason, NEW.prepared_by,
        NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('adjustments_are_frozen');
