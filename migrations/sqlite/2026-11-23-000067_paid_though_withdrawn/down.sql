DROP TRIGGER payments_keep;
CREATE TRIGGER payments_keep BEFORE UPDATE ON payments
WHEN OLD.status <> 'waiting' OR (
    OLD.payout_id, OLD.statement_id, OLD.partner_id, OLD.position, OLD.partner_code,
    OLD.partner_name, OLD.account_title, OLD.iban, OLD.amount
) IS NOT (
    NEW.payout_id, NEW.statement_id, NEW.partner_id, NEW.position, NEW.partner_code,
    NEW.partner_name, NEW.account_title, NEW.iban, NEW.amount
)
BEGIN
    SELECT RAISE(ABORT, 'payments_are_frozen');
END;

DROP TRIGGER payments_settled;
CREATE TRIGGER payments_settled BEFORE UPDATE ON payments
WHEN NOT EXISTS (
    SELECT 1 FROM payouts AS p WHERE p.id = NEW.payout_id AND (
        (p.status = 'approved' AND NEW.status IN ('waiting', 'paid', 'rejected'))
        OR (p.status = 'withdrawn' AND NEW.status = 'withdrawn'))
)
BEGIN
    SELECT RAISE(ABORT, 'payments_follow_their_payout');
END;
