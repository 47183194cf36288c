-- By when a recruit is to be spoken to, so that lists can compare it with when it was.
ALTER TABLE recruits ADD COLUMN first_contact_due_at TEXT
    CHECK (
        datetime(substr(first_contact_due_at, 1, 19)) IS substr(first_contact_due_at, 1, 19)
        AND length(first_contact_due_at) IN (19, 23, 26)
        AND substr(first_contact_due_at, 20, 1) IN ('', '.')
        AND substr(first_contact_due_at, 21) NOT GLOB '*[^0-9]*'
    );
UPDATE recruits SET first_contact_due_at =
    datetime(substr(received_at, 1, 19), '+' || first_contact_hours || ' hours')
    || substr(received_at, 20);

DROP TRIGGER recruits_keep;
CREATE TRIGGER recruits_keep BEFORE UPDATE ON recruits
WHEN (
    OLD.seq, OLD.id, OLD.partner_id, OLD.created_by, OLD.seller_name, OLD.seller_city,
    OLD.submitted, OLD.captured_at, OLD.received_at, OLD.client_ref, OLD.first_contact_hours,
    OLD.first_contact_due_at
) IS NOT (
    NEW.seq, NEW.id, NEW.partner_id, NEW.created_by, NEW.seller_name, NEW.seller_city,
    NEW.submitted, NEW.captured_at, NEW.received_at, NEW.client_ref, NEW.first_contact_hours,
    NEW.first_contact_due_at
)
BEGIN
    SELECT RAISE(ABORT, 'recruits_keep_their_origin');
END;
