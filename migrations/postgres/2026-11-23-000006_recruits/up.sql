-- Recruits, their protection, and what was done for them.

-- A partner's registration of a seller. `seq` is the order of receipt, which alone decides who came
-- first. An uncertain duplicate is a seller of its own until a manager decides, so the protection in
-- review stands beside the other's. A registration refused at receipt keeps no client_ref and was
-- never protected; the names are what the partner wrote, which is all it may read of a seller that is
-- or becomes somebody else's.
CREATE TABLE recruits (
    seq BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL UNIQUE CHECK (id ~ '^rec_[0-9a-f]{32}$'),
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    -- The partner's person; null where the platform registered for it.
    user_id TEXT COLLATE "C",
    created_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    seller_id TEXT COLLATE "C" NOT NULL REFERENCES sellers (id),
    seller_name TEXT COLLATE "C" NOT NULL CHECK (length(seller_name) BETWEEN 1 AND 200),
    seller_city TEXT COLLATE "C" NOT NULL CHECK (length(seller_city) BETWEEN 1 AND 100),
    -- The seller as it was typed, kept as evidence.
    submitted TEXT COLLATE "C"
        CHECK (length(submitted) <= 10000 AND jsonb_typeof(submitted::jsonb) = 'object'),
    source TEXT COLLATE "C" NOT NULL
        CHECK (source IN ('event', 'visit', 'referral', 'inbound', 'platform_list')),
    event_id TEXT COLLATE "C" REFERENCES events (id),
    note TEXT COLLATE "C" CHECK (length(note) BETWEEN 0 AND 2000),
    -- The phone's own time: evidence, not order.
    captured_at TIMESTAMP CHECK (isfinite(captured_at)),
    received_at TIMESTAMP NOT NULL CHECK (isfinite(received_at)),
    client_ref TEXT COLLATE "C" CHECK (client_ref ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'),
    status TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('open', 'in_review', 'refused', 'expired', 'released', 'won', 'lost')),
    stage TEXT COLLATE "C" NOT NULL
        CHECK (stage IN (
            'lead', 'contacted', 'visited', 'demo', 'proposal', 'contract', 'verifying',
            'active'
        )),
    protected_until DATE CHECK (isfinite(protected_until)),
    last_activity_at TIMESTAMP CHECK (isfinite(last_activity_at)),
    review_reason TEXT COLLATE "C" CHECK (length(review_reason) BETWEEN 1 AND 200),
    decided_by TEXT COLLATE "C" REFERENCES users (id),
    decided_at TIMESTAMP CHECK (isfinite(decided_at)),
    decision_reason TEXT COLLATE "C" CHECK (length(decision_reason) BETWEEN 1 AND 2000),
    ended_at TIMESTAMP CHECK (isfinite(ended_at)),
    ended_reason TEXT COLLATE "C" CHECK (length(ended_reason) BETWEEN 1 AND 2000),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    UNIQUE (partner_id, id),
    -- For ever: a record that was taken once is found again by it.
    UNIQUE (partner_id, client_ref),
    FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, id),
    CHECK (status NOT IN ('open', 'in_review') OR protected_until IS NOT NULL),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL))
);

-- At most one live protection for a seller, whoever asks and however fast.
CREATE UNIQUE INDEX recruits_one_live_protection ON recruits (seller_id)
    WHERE status IN ('open', 'in_review');

CREATE INDEX recruits_seller ON recruits (seller_id, seq);

CREATE INDEX recruits_partner ON recruits (partner_id, seq);

CREATE INDEX recruits_status ON recruits (status, protected_until);

CREATE INDEX recruits_event ON recruits (event_id);

-- How a recruit came, and under which reference, is evidence.
CREATE TRIGGER recruits_keep BEFORE UPDATE ON recruits
    FOR EACH ROW WHEN ((
        OLD.seq, OLD.id, OLD.partner_id, OLD.created_by, OLD.seller_name, OLD.seller_city,
        OLD.submitted, OLD.captured_at, OLD.received_at, OLD.client_ref
    ) IS DISTINCT FROM (
        NEW.seq, NEW.id, NEW.partner_id, NEW.created_by, NEW.seller_name, NEW.seller_city,
        NEW.submitted, NEW.captured_at, NEW.received_at, NEW.client_ref
    ))
    EXECUTE FUNCTION saathi_refuse('recruits_keep_their_origin');

CREATE TRIGGER recruits_no_delete BEFORE DELETE OR TRUNCATE ON recruits
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('recruits_are_never_deleted');

-- A partner sees the sellers that it protects or won, beside those that it holds.
CREATE POLICY protector_reads ON sellers FOR SELECT
    USING (EXISTS (
        SELECT 1 FROM recruits AS r
        WHERE r.seller_id = sellers.id AND r.partner_id = (SELECT saathi_scope())
            AND r.status IN ('open', 'in_review')
    ));
CREATE POLICY protector_changes ON sellers FOR UPDATE
    USING (EXISTS (
        SELECT 1 FROM recruits AS r
        WHERE r.seller_id = sellers.id AND r.partner_id = (SELECT saathi_scope())
            AND r.status IN ('open', 'in_review')
    ));

ALTER TABLE recruits ENABLE ROW LEVEL SECURITY;
ALTER TABLE recruits FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON recruits FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON recruits FOR ALL
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON recruits TO saathi_app;

-- Each move of a recruit's stage, with who and when; `lost` is where one ends.
CREATE TABLE recruit_stage_moves (
    seq BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partner_id TEXT COLLATE "C" NOT NULL,
    recruit_id TEXT COLLATE "C" NOT NULL,
    -- Null is the beginning.
    from_stage TEXT COLLATE "C"
        CHECK (from_stage IN (
            'lead', 'contacted', 'visited', 'demo', 'proposal', 'contract', 'verifying',
            'active'
        )),
    to_stage TEXT COLLATE "C" NOT NULL
        CHECK (to_stage IN (
            'lead', 'contacted', 'visited', 'demo', 'proposal', 'contract', 'verifying',
            'active', 'lost'
        )),
    note TEXT COLLATE "C" CHECK (length(note) BETWEEN 0 AND 2000),
    -- Null is the system: a confirmed sale, a job.
    moved_by TEXT COLLATE "C" REFERENCES users (id),
    moved_at TIMESTAMP NOT NULL CHECK (isfinite(moved_at)),
    FOREIGN KEY (partner_id, recruit_id) REFERENCES recruits (partner_id, id),
    CHECK (from_stage <> to_stage)
);

CREATE INDEX recruit_stage_moves_recruit ON recruit_stage_moves (recruit_id, seq);

CREATE TRIGGER recruit_stage_moves_no_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON recruit_stage_moves
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('recruit_stage_moves_are_append_only');

ALTER TABLE recruit_stage_moves ENABLE ROW LEVEL SECURITY;
ALTER TABLE recruit_stage_moves FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON recruit_stage_moves FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON recruit_stage_moves FOR ALL
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT ON recruit_stage_moves TO saathi_app;

-- What was done for a recruit. It is added and never changed, so that claims can be held against it.
CREATE TABLE recruit_activities (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^act_[0-9a-f]{32}$'),
    partner_id TEXT COLLATE "C" NOT NULL,
    recruit_id TEXT COLLATE "C" NOT NULL,
    -- The partner's person; null where the platform logged it.
    user_id TEXT COLLATE "C",
    created_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    kind TEXT COLLATE "C" NOT NULL
        CHECK (kind IN ('call', 'visit', 'demo', 'proposal', 'training', 'whatsapp')),
    happened_at TIMESTAMP NOT NULL CHECK (isfinite(happened_at)),
    note TEXT COLLATE "C" CHECK (length(note) BETWEEN 0 AND 2000),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    FOREIGN KEY (partner_id, recruit_id) REFERENCES recruits (partner_id, id),
    FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, id)
);

CREATE INDEX recruit_activities_recruit ON recruit_activities (recruit_id, happened_at);

CREATE INDEX recruit_activities_user ON recruit_activities (user_id, happened_at);

CREATE TRIGGER recruit_activities_no_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON recruit_activities
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('recruit_activities_are_append_only');

ALTER TABLE recruit_activities ENABLE ROW LEVEL SECURITY;
ALTER TABLE recruit_activities FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON recruit_activities FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON recruit_activities FOR ALL
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT ON recruit_activities TO saathi_app;

-- The one extension of a protection: the primary key allows no second.
CREATE TABLE recruit_extensions (
    recruit_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    partner_id TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    until_before DATE NOT NULL CHECK (isfinite(until_before)),
    until_after DATE NOT NULL CHECK (isfinite(until_after)),
    extended_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    FOREIGN KEY (partner_id, recruit_id) REFERENCES recruits (partner_id, id),
    CHECK (until_after > until_before)
);

CREATE TRIGGER recruit_extensions_no_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON recruit_extensions
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('recruit_extensions_are_append_only');

ALTER TABLE recruit_extensions ENABLE ROW LEVEL SECURITY;
ALTER TABLE recruit_extensions FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON recruit_extensions FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON recruit_extensions FOR ALL
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT ON recruit_extensions TO saathi_app;
