-- By when a recruit is to be spoken to, so that lists can compare it with when it was.
ALTER TABLE recruits ADD COLUMN first_contact_due_at TIMESTAMP
    CHECK (isfinite(first_contact_due_at));
-- Row policies hold for the owner of the tables, too.
SELECT set_config('saathi.partner', 'platform', TRUE);
UPDATE recruits SET first_contact_due_at = received_at + first_contact_hours * INTERVAL '1 hour';

CREATE TRIGGER recruits_keep_due BEFORE UPDATE ON recruits
    FOR EACH ROW WHEN (
        OLD.first_contact_due_at IS NOT NULL
        AND OLD.first_contact_due_at IS DISTINCT FROM NEW.first_contact_due_at
    )
    EXECUTE FUNCTION saathi_refuse('recruits_keep_their_origin');
