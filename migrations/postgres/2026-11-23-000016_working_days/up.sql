-- Which days are worked, by everybody and by one person, and what stands in the way of work.

-- Public holidays, besides the days of the week that are free.
CREATE TABLE holidays (
    date DATE NOT NULL PRIMARY KEY CHECK (isfinite(date)),
    name TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    created_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at))
);

GRANT SELECT, INSERT, UPDATE, DELETE ON holidays TO saathi_app;

-- Days on which a person is away, once somebody else agrees.
CREATE TABLE leaves (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^lev_[0-9a-f]{32}$'),
    partner_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    first_on DATE NOT NULL CHECK (isfinite(first_on)),
    last_on DATE NOT NULL CHECK (isfinite(last_on)),
    reason TEXT COLLATE "C" CHECK (length(reason) BETWEEN 1 AND 2000),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('asked', 'approved', 'refused')),
    decided_by TEXT COLLATE "C" REFERENCES users (id),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, id),
    CHECK (last_on >= first_on),
    CHECK ((decided_by IS NULL) = (status = 'asked')),
    -- Nobody agrees to their own.
    CHECK (decided_by <> user_id)
);

CREATE INDEX leaves_user ON leaves (user_id, first_on);

CREATE TRIGGER leaves_no_delete BEFORE DELETE OR TRUNCATE ON leaves
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('leaves_are_never_deleted');

ALTER TABLE leaves ENABLE ROW LEVEL SECURITY;
ALTER TABLE leaves FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON leaves FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON leaves FOR ALL
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON leaves TO saathi_app;

-- How a person works from a day on, until its next row: its day off in the week besides the
-- programme's, and whether it reports its days.
CREATE TABLE person_weeks (
    user_id TEXT COLLATE "C" NOT NULL,
    effective_from DATE NOT NULL CHECK (isfinite(effective_from)),
    partner_id TEXT COLLATE "C" NOT NULL,
    day_off TEXT COLLATE "C" CHECK (day_off IN ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')),
    reports BOOLEAN NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    PRIMARY KEY (user_id, effective_from),
    FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, id)
);

ALTER TABLE person_weeks ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_weeks FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON person_weeks FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON person_weeks FOR ALL
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON person_weeks TO saathi_app;

-- Days that a manager opened again for a person whose report is late.
CREATE TABLE check_in_reopenings (
    user_id TEXT COLLATE "C" NOT NULL,
    date DATE NOT NULL CHECK (isfinite(date)),
    partner_id TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    reopened_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    PRIMARY KEY (user_id, date),
    FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, id)
);

ALTER TABLE check_in_reopenings ENABLE ROW LEVEL SECURITY;
ALTER TABLE check_in_reopenings FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON check_in_reopenings FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON check_in_reopenings FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT ON check_in_reopenings TO saathi_app;

-- A blocker has a category, and words only where there is more to say.
ALTER TABLE check_in_blockers ALTER COLUMN text DROP NOT NULL;
ALTER TABLE check_in_blockers ADD COLUMN category TEXT COLLATE "C" NOT NULL DEFAULT 'other'
    CHECK (category IN ('price', 'documents', 'competitor', 'travel', 'system', 'other'));
ALTER TABLE check_in_blockers ADD COLUMN since DATE CHECK (isfinite(since));
