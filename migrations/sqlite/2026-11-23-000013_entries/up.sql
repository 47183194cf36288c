-- Entries: what closes posted.

-- A difference between what a key had earned by the end of a period and what was posted for it before.
-- Its explanation is kept, for facts that come later would give another one.
CREATE TABLE entries (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'ent_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    period TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    -- Its place among the period's entries in the order of the files.
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 2147483647),
    sale_id TEXT REFERENCES sales (id),
    rule TEXT NOT NULL
        CHECK (
            octet_length(rule) BETWEEN 1 AND 64 AND length(rule) = octet_length(rule)
            AND rule NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    from_partner_id TEXT REFERENCES partners (id),
    -- The first day of the window of a bonus or cap.
    window_first TEXT CHECK (date(window_first) IS window_first),
    -- The day that the sale was paid, or the last one of the window.
    day TEXT NOT NULL CHECK (date(day) IS day),
    entry TEXT NOT NULL CHECK (entry IN ('earning', 'clawback', 'release', 'true_up', 'cap')),
    basis INTEGER CHECK (basis BETWEEN -1000000000000000 AND 1000000000000000),
    amount INTEGER NOT NULL CHECK (amount BETWEEN -1000000000000000 AND 1000000000000000 AND amount <> 0),
    currency TEXT NOT NULL
        CHECK (octet_length(currency) = 3 AND currency GLOB '[A-Z][A-Z][A-Z]'),
    explanation TEXT NOT NULL
        CHECK (length(explanation) <= 1048576 AND json_type(explanation) IS 'array'),
    UNIQUE (period, position),
    FOREIGN KEY (period, partner_id) REFERENCES statements (period, partner_id),
    CHECK ((sale_id IS NULL) = (window_first IS NOT NULL)),
    CHECK ((sale_id IS NULL) = (basis IS NULL)),
    CHECK (from_partner_id IS NULL OR sale_id IS NOT NULL)
) STRICT;

-- What was posted for a partner's sales and windows of some days.
CREATE INDEX entries_partner ON entries (partner_id, day);

CREATE INDEX entries_day ON entries (day);

CREATE INDEX entries_window ON entries (day) WHERE sale_id IS NULL;

CREATE INDEX entries_sale ON entries (sale_id);

CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
BEGIN
    SELECT RAISE(ABORT, 'entries_are_append_only');
END;

CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
BEGIN
    SELECT RAISE(ABORT, 'entries_are_append_only');
END;
