-- When a payout's file was first given out, and to whom: from then on it stays the same.
ALTER TABLE payouts ADD COLUMN exported_by TEXT COLLATE "C" REFERENCES users (id);
ALTER TABLE payouts ADD COLUMN exported_at TIMESTAMP
    CHECK (isfinite(exported_at) AND (exported_by IS NULL) = (exported_at IS NULL));

-- An approved batch can be withdrawn while the bank has answered to none of it; who had approved it is in
-- the audit trail then.
DROP TRIGGER payouts_status_forward ON payouts;
CREATE TRIGGER payouts_status_forward BEFORE UPDATE ON payouts
    FOR EACH ROW WHEN (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (
        ('draft', 'approved'), ('draft', 'withdrawn'), ('approved', 'withdrawn'),
        ('approved', 'settled')))
    EXECUTE FUNCTION saathi_refuse('payouts_status_only_moves_forward');

DROP TRIGGER payouts_keep_approved ON payouts;
CREATE TRIGGER payouts_keep_approved BEFORE UPDATE ON payouts
    FOR EACH ROW WHEN (OLD.approved_by IS NOT NULL AND NEW.status <> 'withdrawn' AND (
        OLD.approved_by, OLD.approved_at
    ) IS DISTINCT FROM (
        NEW.approved_by, NEW.approved_at
    ))
    EXECUTE FUNCTION saathi_refuse('payouts_are_frozen');

CREATE TRIGGER payouts_keep_exported BEFORE UPDATE ON payouts
    FOR EACH ROW WHEN (OLD.exported_by IS NOT NULL AND (
        OLD.exported_by, OLD.exported_at
    ) IS DISTINCT FROM (
        NEW.exported_by, NEW.exported_at
    ))
    EXECUTE FUNCTION saathi_refuse('payouts_are_frozen');

CREATE FUNCTION saathi_payouts_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM payments AS p WHERE p.payout_id = NEW.id AND p.status IN ('paid', 'rejected')
    ) THEN
        RAISE EXCEPTION 'payouts_are_withdrawn_unsettled' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER payouts_withdrawn_unsettled BEFORE UPDATE ON payouts
    FOR EACH ROW WHEN (OLD.status <> NEW.status AND NEW.status = 'withdrawn')
    EXECUTE FUNCTION saathi_payouts_withdrawn();
