-- Which days are worked, by everybody and by one person, and what stands in the way of work.

-- Public holidays, besides the days of the week that are free.
CREATE TABLE holidays (
    date TEXT NOT NULL PRIMARY KEY CHECK (date(date) IS date),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200 AND instr(name, char(0)) = 0),
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        )
) STRICT;

-- Days on which a person is away, once somebody else agrees.
CREATE TABLE leaves (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'lev_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    partner_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    first_on TEXT NOT NULL CHECK (date(first_on) IS first_on),
    last_on TEXT NOT NULL CHECK (date(last_on) IS last_on),
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 2000 AND instr(reason, char(0)) = 0),
    status TEXT NOT NULL CHECK (status IN ('asked', 'approved', 'refused')),
    decided_by TEXT REFERENCES users (id),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    updated_at TEXT NOT NULL
        CHECK (
            datetime(substr(updated_at, 1, 19)) IS substr(updated_at, 1, 19)
            AND length(updated_at) IN (19, 23, 26)
            AND substr(updated_at, 20, 1) IN ('', '.') AND substr(updated_at, 21) NOT GLOB '*[^0-9]*'
        ),
    FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, id),
    CHECK (last_on >= first_on),
    CHECK ((decided_by IS NULL) = (status = 'asked')),
    -- Nobody agrees to their own.
    CHECK (decided_by <> user_id)
) STRICT;

CREATE INDEX leaves_user ON leaves (user_id, first_on);

CREATE TRIGGER leaves_no_delete BEFORE DELETE ON leaves
BEGIN
    SELECT RAISE(ABORT, 'leaves_are_never_deleted');
END;

-- How a person works from a day on, until its next row: its day off in the week besides the
-- programme's, and whether it reports its days.
CREATE TABLE person_weeks (
    user_id TEXT NOT NULL,
    effective_from TEXT NOT NULL CHECK (date(effective_from) IS effective_from),
    partner_id TEXT NOT NULL,
    day_off TEXT CHECK (day_off IN ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')),
    reports INTEGER NOT NULL CHECK (reports IN (0, 1)),
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    PRIMARY KEY (user_id, effective_from),
    FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, id)
) STRICT;

-- Days that a manager opened again for a person whose report is late.
CREATE TABLE check_in_reopenings (
    user_id TEXT NOT NULL,
    date TEXT NOT NULL CHECK (date(date) IS date),
    partner_id TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000 AND instr(reason, char(0)) = 0),
    reopened_by TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    PRIMARY KEY (user_id, date),
    FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, id)
) STRICT;

-- A blocker has a category, and words only where there is more to say.
CREATE TABLE check_in_blockers_of_a_kind (
    check_in_id TEXT NOT NULL,
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 99),
    partner_id TEXT NOT NULL,
    text TEXT CHECK (length(text) BETWEEN 1 AND 500 AND instr(text, char(0)) = 0),
    category TEXT NOT NULL DEFAULT 'other'
        CHECK (category IN ('price', 'documents', 'competitor', 'travel', 'system', 'other')),
    since TEXT CHECK (date(since) IS since),
    PRIMARY KEY (check_in_id, position),
    FOREIGN KEY (partner_id, check_in_id) REFERENCES check_ins (partner_id, id)
) STRICT;

INSERT INTO check_in_blockers_of_a_kind (check_in_id, position, partner_id, text)
SELECT check_in_id, position, partner_id, text FROM check_in_blockers;

DROP TABLE check_in_blockers;

ALTER TABLE check_in_blockers_of_a_kind RENAME TO check_in_blockers;
