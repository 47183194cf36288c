-- Daily reports.

-- One person's report of one day. A returned report that is sent again keeps its first time, so
-- `received_at` never changes.
CREATE TABLE check_ins (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'chk_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    partner_id TEXT NOT NULL REFERENCES partners (id),
    user_id TEXT NOT NULL,
    date TEXT NOT NULL CHECK (date(date) IS date),
    calls INTEGER NOT NULL CHECK (calls BETWEEN 0 AND 10000),
    visits INTEGER NOT NULL CHECK (visits BETWEEN 0 AND 10000),
    demos INTEGER NOT NULL CHECK (demos BETWEEN 0 AND 10000),
    proposals INTEGER NOT NULL CHECK (proposals BETWEEN 0 AND 10000),
    new_recruits INTEGER NOT NULL CHECK (new_recruits BETWEEN 0 AND 10000),
    contracts INTEGER NOT NULL CHECK (contracts BETWEEN 0 AND 10000),
    sales_count INTEGER NOT NULL CHECK (sales_count BETWEEN 0 AND 10000),
    sales_amount INTEGER NOT NULL CHECK (sales_amount BETWEEN 0 AND 1000000000000000),
    sales_currency TEXT NOT NULL
        CHECK (octet_length(sales_currency) = 3 AND sales_currency GLOB '[A-Z][A-Z][A-Z]'),
    plan TEXT CHECK (length(plan) BETWEEN 0 AND 2000 AND instr(plan, char(0)) = 0),
    note TEXT CHECK (length(note) BETWEEN 0 AND 2000 AND instr(note, char(0)) = 0),
    captured_at TEXT
        CHECK (
            datetime(substr(captured_at, 1, 19)) IS substr(captured_at, 1, 19)
            AND length(captured_at) IN (19, 23, 26)
            AND substr(captured_at, 20, 1) IN ('', '.') AND substr(captured_at, 21) NOT GLOB '*[^0-9]*'
        ),
    received_at TEXT NOT NULL
        CHECK (
            datetime(substr(received_at, 1, 19)) IS substr(received_at, 1, 19)
            AND length(received_at) IN (19, 23, 26)
            AND substr(received_at, 20, 1) IN ('', '.') AND substr(received_at, 21) NOT GLOB '*[^0-9]*'
        ),
    client_ref TEXT
        CHECK (
            octet_length(client_ref) = 36 AND client_ref GLOB '????????-????-????-????-????????????'
            AND client_ref NOT GLOB '*[^0-9a-f-]*'
        ),
    status TEXT NOT NULL CHECK (status IN ('submitted', 'returned', 'approved')),
    late INTEGER NOT NULL CHECK (late IN (0, 1)),
    after_lock INTEGER NOT NULL CHECK (after_lock IN (0, 1)),
    reviewed_by TEXT REFERENCES users (id),
    reviewed_at TEXT
        CHECK (
            datetime(substr(reviewed_at, 1, 19)) IS substr(reviewed_at, 1, 19)
            AND length(reviewed_at) IN (19, 23, 26)
            AND substr(reviewed_at, 20, 1) IN ('', '.') AND substr(reviewed_at, 21) NOT GLOB '*[^0-9]*'
        ),
    review_comment TEXT
        CHECK (length(review_comment) BETWEEN 1 AND 2000 AND instr(review_comment, char(0)) = 0),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    updated_at TEXT NOT NULL
        CHECK (
            datetime(substr(updated_at, 1, 19)) IS substr(updated_at, 1, 19)
            AND length(updated_at) IN (19, 23, 26)
            AND substr(updated_at, 20, 1) IN ('', '.') AND substr(updated_at, 21) NOT GLOB '*[^0-9]*'
        ),
    UNIQUE (partner_id, id),
    UNIQUE (user_id, date),
    UNIQUE (partner_id, client_ref),
    FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, id),
    CHECK ((reviewed_by IS NULL) = (reviewed_at IS NULL))
) STRICT;

CREATE INDEX check_ins_date ON check_ins (date, partner_id);

CREATE TRIGGER check_ins_keep BEFORE UPDATE ON check_ins
WHEN (
    OLD.id, OLD.partner_id, OLD.user_id, OLD.date, OLD.received_at, OLD.client_ref
) IS NOT (
    NEW.id, NEW.partner_id, NEW.user_id, NEW.date, NEW.received_at, NEW.client_ref
)
BEGIN
    SELECT RAISE(ABORT, 'check_ins_keep_their_origin');
END;

CREATE TRIGGER check_ins_no_delete BEFORE DELETE ON check_ins
BEGIN
    SELECT RAISE(ABORT, 'check_ins_are_never_deleted');
END;

-- What stood in the way, in the order in which it was written.
CREATE TABLE check_in_blockers (
    check_in_id TEXT NOT NULL,
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 99),
    partner_id TEXT NOT NULL,
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500 AND instr(text, char(0)) = 0),
    PRIMARY KEY (check_in_id, position),
    FOREIGN KEY (partner_id, check_in_id) REFERENCES check_ins (partner_id, id)
) STRICT;
