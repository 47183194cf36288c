-- Recruits, their protection, and what was done for them.

-- A partner's registration of a seller. `seq` is the order of receipt, which alone decides who came
-- first. An uncertain duplicate is a seller of its own until a manager decides, so the protection in
-- review stands beside the other's. A registration refused at receipt keeps no client_ref and was
-- never protected; the names are what the partner wrote, which is all it may read of a seller that is
-- or becomes somebody else's.
CREATE TABLE recruits (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'rec_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    partner_id TEXT NOT NULL REFERENCES partners (id),
    -- The partner's person; null where the platform registered for it.
    user_id TEXT,
    created_by TEXT NOT NULL REFERENCES users (id),
    seller_id TEXT NOT NULL REFERENCES sellers (id),
    seller_name TEXT NOT NULL
        CHECK (length(seller_name) BETWEEN 1 AND 200 AND instr(seller_name, char(0)) = 0),
    seller_city TEXT NOT NULL
        CHECK (length(seller_city) BETWEEN 1 AND 100 AND instr(seller_city, char(0)) = 0),
    -- The seller as it was typed, kept as evidence.
    submitted TEXT
        CHECK (
            length(submitted) <= 10000
            AND CASE WHEN json_valid(submitted) THEN json_type(submitted) = 'object' ELSE 0 END
        ),
    source TEXT NOT NULL
        CHECK (source IN ('event', 'visit', 'referral', 'inbound', 'platform_list')),
    event_id TEXT REFERENCES events (id),
    note TEXT CHECK (length(note) BETWEEN 0 AND 2000 AND instr(note, char(0)) = 0),
    -- The phone's own time: evidence, not order.
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
    status TEXT NOT NULL
        CHECK (status IN ('open', 'in_review', 'refused', 'expired', 'released', 'won', 'lost')),
    stage TEXT NOT NULL
        CHECK (stage IN (
            'lead', 'contacted', 'visited', 'demo', 'proposal', 'contract', 'verifying',
            'active'
        )),
    protected_until TEXT CHECK (date(protected_until) IS protected_until),
    last_activity_at TEXT
        CHECK (
            datetime(substr(last_activity_at, 1, 19)) IS substr(last_activity_at, 1, 19)
            AND length(last_activity_at) IN (19, 23, 26)
            AND substr(last_activity_at, 20, 1) IN ('', '.')
            AND substr(last_activity_at, 21) NOT GLOB '*[^0-9]*'
        ),
    review_reason TEXT
        CHECK (length(review_reason) BETWEEN 1 AND 200 AND instr(review_reason, char(0)) = 0),
    decided_by TEXT REFERENCES users (id),
    decided_at TEXT
        CHECK (
            datetime(substr(decided_at, 1, 19)) IS substr(decided_at, 1, 19)
            AND length(decided_at) IN (19, 23, 26)
            AND substr(decided_at, 20, 1) IN ('', '.') AND substr(decided_at, 21) NOT GLOB '*[^0-9]*'
        ),
    decision_reason TEXT
        CHECK (length(decision_reason) BETWEEN 1 AND 2000 AND instr(decision_reason, char(0)) = 0),
    ended_at TEXT
        CHECK (
            datetime(substr(ended_at, 1, 19)) IS substr(ended_at, 1, 19) AND length(ended_at) IN (19, 23, 26)
            AND substr(ended_at, 20, 1) IN ('', '.') AND substr(ended_at, 21) NOT GLOB '*[^0-9]*'
        ),
    ended_reason TEXT
        CHECK (length(ended_reason) BETWEEN 1 AND 2000 AND instr(ended_reason, char(0)) = 0),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    updated_at TEXT NOT NULL
        CHECK (
            datetime(substr(updated_at, 1, 19)) IS substr(updated_at, 1, 19)
            AND length(updated_at) IN (19, 23, 26)
            AND substr(updated_at, 20, 1) IN ('', '.') AND substr(updated_at, 21) NOT GLOB '*[^0-9]*'
        ),
    UNIQUE (partner_id, id),
    -- For ever: a record that was taken once is found again by it.
    UNIQUE (partner_id, client_ref),
    FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, id),
    CHECK (status NOT IN ('open', 'in_review') OR protected_until IS NOT NULL),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL))
) STRICT;

-- At most one live protection for a seller, whoever asks and however fast.
CREATE UNIQUE INDEX recruits_one_live_protection ON recruits (seller_id)
    WHERE status IN ('open', 'in_review');

CREATE INDEX recruits_seller ON recruits (seller_id, seq);

CREATE INDEX recruits_partner ON recruits (partner_id, seq);

CREATE INDEX recruits_status ON recruits (status, protected_until);

CREATE INDEX recruits_event ON recruits (event_id);

-- How a recruit came, and under which reference, is evidence.
CREATE TRIGGER recruits_keep BEFORE UPDATE ON recruits
WHEN (
    OLD.seq, OLD.id, OLD.partner_id, OLD.created_by, OLD.seller_name, OLD.seller_city,
    OLD.submitted, OLD.captured_at, OLD.received_at, OLD.client_ref
) IS NOT (
    NEW.seq, NEW.id, NEW.partner_id, NEW.created_by, NEW.seller_name, NEW.seller_city,
    NEW.submitted, NEW.captured_at, NEW.received_at, NEW.client_ref
)
BEGIN
    SELECT RAISE(ABORT, 'recruits_keep_their_origin');
END;

CREATE TRIGGER recruits_no_delete BEFORE DELETE ON recruits
BEGIN
    SELECT RAISE(ABORT, 'recruits_are_never_deleted');
END;

-- Each move of a recruit's stage, with who and when; `lost` is where one ends.
CREATE TABLE recruit_stage_moves (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    partner_id TEXT NOT NULL,
    recruit_id TEXT NOT NULL,
    -- Null is the beginning.
    from_stage TEXT
        CHECK (from_stage IN (
            'lead', 'contacted', 'visited', 'demo', 'proposal', 'contract', 'verifying',
            'active'
        )),
    to_stage TEXT NOT NULL
        CHECK (to_stage IN (
            'lead', 'contacted', 'visited', 'demo', 'proposal', 'contract', 'verifying',
            'active', 'lost'
        )),
    note TEXT CHECK (length(note) BETWEEN 0 AND 2000 AND instr(note, char(0)) = 0),
    -- Null is the system: a confirmed sale, a job.
    moved_by TEXT REFERENCES users (id),
    moved_at TEXT NOT NULL
        CHECK (
            datetime(substr(moved_at, 1, 19)) IS substr(moved_at, 1, 19) AND length(moved_at) IN (19, 23, 26)
            AND substr(moved_at, 20, 1) IN ('', '.') AND substr(moved_at, 21) NOT GLOB '*[^0-9]*'
        ),
    FOREIGN KEY (partner_id, recruit_id) REFERENCES recruits (partner_id, id),
    CHECK (from_stage <> to_stage)
) STRICT;

CREATE INDEX recruit_stage_moves_recruit ON recruit_stage_moves (recruit_id, seq);

CREATE TRIGGER recruit_stage_moves_no_update BEFORE UPDATE ON recruit_stage_moves
BEGIN
    SELECT RAISE(ABORT, 'recruit_stage_moves_are_append_only');
END;

CREATE TRIGGER recruit_stage_moves_no_delete BEFORE DELETE ON recruit_stage_moves
BEGIN
    SELECT RAISE(ABORT, 'recruit_stage_moves_are_append_only');
END;

-- What was done for a recruit. It is added and never changed, so that claims can be held against it.
CREATE TABLE recruit_activities (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'act_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    partner_id TEXT NOT NULL,
    recruit_id TEXT NOT NULL,
    -- The partner's person; null where the platform logged it.
    user_id TEXT,
    created_by TEXT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('call', 'visit', 'demo', 'proposal', 'training', 'whatsapp')),
    happened_at TEXT NOT NULL
        CHECK (
            datetime(substr(happened_at, 1, 19)) IS substr(happened_at, 1, 19)
            AND length(happened_at) IN (19, 23, 26)
            AND substr(happened_at, 20, 1) IN ('', '.') AND substr(happened_at, 21) NOT GLOB '*[^0-9]*'
        ),
    note TEXT CHECK (length(note) BETWEEN 0 AND 2000 AND instr(note, char(0)) = 0),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    FOREIGN KEY (partner_id, recruit_id) REFERENCES recruits (partner_id, id),
    FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, id)
) STRICT;

CREATE INDEX recruit_activities_recruit ON recruit_activities (recruit_id, happened_at);

CREATE INDEX recruit_activities_user ON recruit_activities (user_id, happened_at);

CREATE TRIGGER recruit_activities_no_update BEFORE UPDATE ON recruit_activities
BEGIN
    SELECT RAISE(ABORT, 'recruit_activities_are_append_only');
END;

CREATE TRIGGER recruit_activities_no_delete BEFORE DELETE ON recruit_activities
BEGIN
    SELECT RAISE(ABORT, 'recruit_activities_are_append_only');
END;

-- The one extension of a protection: the primary key allows no second.
CREATE TABLE recruit_extensions (
    recruit_id TEXT NOT NULL PRIMARY KEY,
    partner_id TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000 AND instr(reason, char(0)) = 0),
    until_before TEXT NOT NULL CHECK (date(until_before) IS until_before),
    until_after TEXT NOT NULL CHECK (date(until_after) IS until_after),
    extended_by TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    FOREIGN KEY (partner_id, recruit_id) REFERENCES recruits (partner_id, id),
    CHECK (until_after > until_before)
) STRICT;

CREATE TRIGGER recruit_extensions_no_update BEFORE UPDATE ON recruit_extensions
BEGIN
    SELECT RAISE(ABORT, 'recruit_extensions_are_append_only');
END;

CREATE TRIGGER recruit_extensions_no_delete BEFORE DELETE ON recruit_extensions
BEGIN
    SELECT RAISE(ABORT, 'recruit_extensions_are_append_only');
END;
