DROP TRIGGER recruits_keep;
CREATE TRIGGER recruits_keep BEFORE UPDATE ON recruits
WHEN (
    OLD.seq, OLD.id, OLD.partner_id, OLD.created_by, OLD.seller_name, OLD.seller_city,
    OLD.submitted, OLD.captured_at, OLD.received_at, OLD.client_ref, OLD.first_contact_hours
) IS NOT (
    NEW.seq, NEW.id, NEW.partner_id, NEW.created_by, NEW.seller_name, NEW.seller_city,
    NEW.submitted, NEW.captured_at, NEW.received_at, NEW.client_ref, NEW.first_contact_hours
)
BEGIN
    SELECT RAISE(ABORT, 'recruits_keep_their_origin');
END;

ALTER TABLE recruits DROP COLUMN first_contact_due_at;
