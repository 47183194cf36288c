-- Daily reports.

-- One person's report of one day. A returned report that is sent again keeps its first time, so
-- `received_at` never changes.
CREATE TABLE check_ins (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^chk_[0-9a-f]{32}$'),
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    user_id TEXT COLLATE "C" NOT NULL,
    date DATE NOT NULL CHECK (isfinite(date)),
    calls INTEGER NOT NULL CHECK (calls BETWEEN 0 AND 10000),
    visits INTEGER NOT NULL CHECK (visits BETWEEN 0 AND 10000),
    demos INTEGER NOT NULL CHECK (demos BETWEEN 0 AND 10000),
    proposals INTEGER NOT NULL CHECK (proposals BETWEEN 0 AND 10000),
    new_recruits INTEGER NOT NULL CHECK (new_recruits BETWEEN 0 AND 10000),
    contracts INTEGER NOT NULL CHECK (contracts BETWEEN 0 AND 10000),
    sales_count INTEGER NOT NULL CHECK (sales_count BETWEEN 0 AND 10000),
    sales_amount BIGINT NOT NULL CHECK (sales_amount BETWEEN 0 AND 1000000000000000),
    sales_currency TEXT COLLATE "C" NOT NULL CHECK (sales_currency ~ '^[A-Z]{3}$'),
    plan TEXT COLLATE "C" CHECK (length(plan) BETWEEN 0 AND 2000),
    note TEXT COLLATE "C" CHECK (length(note) BETWEEN 0 AND 2000),
    captured_at TIMESTAMP CHECK (isfinite(captured_at)),
    received_at TIMESTAMP NOT NULL CHECK (isfinite(received_at)),
    client_ref TEXT COLLATE "C" CHECK (client_ref ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('submitted', 'returned', 'approved')),
    late BOOLEAN NOT NULL,
    after_lock BOOLEAN NOT NULL,
    reviewed_by TEXT COLLATE "C" REFERENCES users (id),
    reviewed_at TIMESTAMP CHECK (isfinite(reviewed_at)),
    review_comment TEXT COLLATE "C" CHECK (length(review_comment) BETWEEN 1 AND 2000),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    UNIQUE (partner_id, id),
    UNIQUE (user_id, date),
    UNIQUE (partner_id, client_ref),
    FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, id),
    CHECK ((reviewed_by IS NULL) = (reviewed_at IS NULL))
);

CREATE INDEX check_ins_date ON check_ins (date, partner_id);

CREATE TRIGGER check_ins_keep BEFORE UPDATE ON check_ins
    FOR EACH ROW WHEN ((
        OLD.id, OLD.partner_id, OLD.user_id, OLD.date, OLD.received_at, OLD.client_ref
    ) IS DISTINCT FROM (
        NEW.id, NEW.partner_id, NEW.user_id, NEW.date, NEW.received_at, NEW.client_ref
    ))
    EXECUTE FUNCTION saathi_refuse('check_ins_keep_their_origin');

CREATE TRIGGER check_ins_no_delete BEFORE DELETE OR TRUNCATE ON check_ins
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('check_ins_are_never_deleted');

ALTER TABLE check_ins ENABLE ROW LEVEL SECURITY;
ALTER TABLE check_ins FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON check_ins FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON check_ins FOR ALL
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON check_ins TO saathi_app;

-- What stood in the way, in the order in which it was written.
CREATE TABLE check_in_blockers (
    check_in_id TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 99),
    partner_id TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
    PRIMARY KEY (check_in_id, position),
    FOREIGN KEY (partner_id, check_in_id) REFERENCES check_ins (partner_id, id)
);

ALTER TABLE check_in_blockers ENABLE ROW LEVEL SECURITY;
ALTER TABLE check_in_blockers FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON check_in_blockers FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON check_in_blockers FOR ALL
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE, DELETE ON check_in_blockers TO saathi_app;
