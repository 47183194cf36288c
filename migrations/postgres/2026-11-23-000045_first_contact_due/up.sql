-- By when a recruit is to be spoken to, so that lists can compare it with when it was.
ALTER TABLE recruits ADD COLUMN first_contact_due_at TIMESTAMP
    CHECK (isfinite(first_contact_due_at));
-- Row policies hold for the owner of the tables, too.
SELECT set_config('saathi.partner', 'platform', TRUE);
UPDATE recruits SET first_contact_due_at = received_at + first_contact_hours * INTERVAL '1 hour';

DROP TRIGGER recruits_keep ON recruits;
CREATE TRIGGER recruits_keep BEFORE UPDATE ON recruits
    FOR EACH ROW WHEN ((
        OLD.seq, OLD.id, OLD.partner_id, OLD.created_by, OLD.seller_name, OLD.seller_city,
        OLD.submitted, OLD.captured_at, OLD.received_at, OLD.client_ref, OLD.first_contact_hours,
        OLD.first_contact_due_at
    ) IS DISTINCT FROM (
        NEW.seq, NEW.id, NEW.partner_id, NEW.created_by, NEW.seller_name, NEW.seller_city,
        NEW.submitted, NEW.captured_at, NEW.received_at, NEW.client_ref, NEW.first_contact_hours,
        NEW.first_contact_due_at
    ))
    EXECUTE FUNCTION saathi_refuse('recruits_keep_their_origin');
