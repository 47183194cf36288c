DROP TRIGGER recruits_keep_due ON recruits;
ALTER TABLE recruits DROP COLUMN first_contact_due_at;
