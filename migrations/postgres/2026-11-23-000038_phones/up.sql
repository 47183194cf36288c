-- Where a user can be called or written to, as E.164 writes it.
ALTER TABLE users ADD COLUMN phone TEXT COLLATE "C" CHECK (phone ~ '^\+[1-9][0-9]{6,14}$');
