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

CREATE TRIGGER recruits_keep_due BEFORE UPDATE ON recruits
WHEN OLD.first_contact_due_at IS NOT NULL
    AND OLD.first_contact_due_at IS NOT NEW.first_contact_due_at
BEGIN
    SELECT RAISE(ABORT, 'recruits_keep_their_origin');
END;
