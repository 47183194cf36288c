-- What sellers, partners and people of the platform were called, so that an old statement reads as it did.
CREATE TABLE former_names (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    -- The seller, partner or user.
    subject_id TEXT NOT NULL
        CHECK (
            octet_length(subject_id) = 36 AND length(subject_id) = 36
            AND subject_id GLOB '[a-z][a-z][a-z]_*' AND substr(subject_id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200 AND instr(name, char(0)) = 0),
    -- Of partners alone.
    city TEXT CHECK (length(city) BETWEEN 1 AND 100 AND instr(city, char(0)) = 0),
    ntn TEXT
        CHECK (octet_length(ntn) = 9 AND ntn GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9]'),
    -- Until when it was called so.
    until_at TEXT NOT NULL
        CHECK (
            datetime(substr(until_at, 1, 19)) IS substr(until_at, 1, 19)
            AND length(until_at) IN (19, 23, 26)
            AND substr(until_at, 20, 1) IN ('', '.')
            AND substr(until_at, 21) NOT GLOB '*[^0-9]*'
        )
) STRICT;

CREATE INDEX former_names_subject ON former_names (subject_id, until_at);

CREATE TRIGGER former_names_no_update BEFORE UPDATE ON former_names
BEGIN
    SELECT RAISE(ABORT, 'former_names_are_append_only');
END;

CREATE TRIGGER former_names_no_delete BEFORE DELETE ON former_names
BEGIN
    SELECT RAISE(ABORT, 'former_names_are_append_only');
END;

CREATE TRIGGER partners_note_names AFTER UPDATE ON partners
WHEN (OLD.name, OLD.city, OLD.ntn) IS NOT (NEW.name, NEW.city, NEW.ntn)
BEGIN
    INSERT INTO former_names (subject_id, name, city, ntn, until_at)
    VALUES (OLD.id, OLD.name, OLD.city, OLD.ntn, NEW.updated_at);
END;

CREATE TRIGGER sellers_note_names AFTER UPDATE ON sellers
WHEN OLD.name <> NEW.name
BEGIN
    INSERT INTO former_names (subject_id, name, until_at)
    VALUES (OLD.id, OLD.name, NEW.updated_at);
END;

-- No document names people of partners.
CREATE TRIGGER users_note_names AFTER UPDATE ON users
WHEN OLD.name <> NEW.name AND NEW.partner_id IS NULL
BEGIN
    INSERT INTO former_names (subject_id, name, until_at)
    VALUES (OLD.id, OLD.name, NEW.updated_at);
END;
