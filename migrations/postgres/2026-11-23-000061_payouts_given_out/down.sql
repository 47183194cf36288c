DROP TRIGGER payouts_withdrawn_unsettled ON payouts;
DROP FUNCTION saathi_payouts_withdrawn();
DROP TRIGGER payouts_keep_exported ON payouts;
DROP TRIGGER payouts_keep_approved ON payouts;
DROP TRIGGER payouts_status_forward ON payouts;

CREATE TRIGGER payouts_keep_approved BEFORE UPDATE ON payouts
    FOR EACH ROW WHEN (OLD.approved_by IS NOT NULL AND (
        OLD.approved_by, OLD.approved_at
    ) IS DISTINCT FROM (
        NEW.approved_by, NEW.approved_at
    ))
    EXECUTE FUNCTION saathi_refuse('payouts_are_frozen');

CREATE TRIGGER payouts_status_forward BEFORE UPDATE ON payouts
    FOR EACH ROW WHEN (OLD.status <> NEW.status AND (OLD.status, NEW.status)
        NOT IN (('draft', 'approved'), ('draft', 'withdrawn'), ('approved', 'settled')))
    EXECUTE FUNCTION saathi_refuse('payouts_status_only_moves_forward');

ALTER TABLE payouts DROP COLUMN exported_at;
ALTER TABLE payouts DROP COLUMN exported_by;
