-- A bank may have paid what was withdrawn after its file was given out: that is recorded, so that nobody
-- pays it again.
DROP TRIGGER payments_keep ON payments;
CREATE TRIGGER payments_keep BEFORE UPDATE ON payments
    FOR EACH ROW WHEN (
        (OLD.status <> 'waiting' AND (OLD.status, NEW.status) <> ('withdrawn', 'paid')) OR (
        OLD.payout_id, OLD.statement_id, OLD.partner_id, OLD.position, OLD.partner_code,
        OLD.partner_name, OLD.account_title, OLD.iban, OLD.amount
    ) IS DISTINCT FROM (
        NEW.payout_id, NEW.statement_id, NEW.partner_id, NEW.position, NEW.partner_code,
        NEW.partner_name, NEW.account_title, NEW.iban, NEW.amount
    ))
    EXECUTE FUNCTION saathi_refuse('payments_are_frozen');

CREATE OR REPLACE FUNCTION saathi_payments_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM payouts AS p WHERE p.id = NEW.payout_id AND (
            (p.status = 'approved' AND NEW.status IN ('waiting', 'paid', 'rejected'))
            OR (p.status = 'withdrawn' AND NEW.status = 'withdrawn')
            OR (p.status = 'withdrawn' AND p.exported_by IS NOT NULL AND NEW.status = 'paid'))
    ) THEN
        RAISE EXCEPTION 'payments_follow_their_payout' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
