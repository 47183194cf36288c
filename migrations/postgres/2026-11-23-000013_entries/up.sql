-- Entries: what closes posted.

-- A difference between what a key had earned by the end of a period and what was posted for it before.
-- Its explanation is kept, for facts that come later would give another one.
CREATE TABLE entries (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^ent_[0-9a-f]{32}$'),
    period TEXT COLLATE "C" NOT NULL,
    partner_id TEXT COLLATE "C" NOT NULL,
    -- Its place among the period's entries in the order of the files.
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 2147483647),
    sale_id TEXT COLLATE "C" REFERENCES sales (id),
    rule TEXT COLLATE "C" NOT NULL CHECK (rule ~ '^[A-Za-z0-9._/-]{1,64}$'),
    from_partner_id TEXT COLLATE "C" REFERENCES partners (id),
    -- The first day of the window of a bonus or cap.
    window_first DATE CHECK (isfinite(window_first)),
    -- The day that the sale was paid, or the last one of the window.
    day DATE NOT NULL CHECK (isfinite(day)),
    entry TEXT COLLATE "C" NOT NULL
        CHECK (entry IN ('earning', 'clawback', 'release', 'true_up', 'cap')),
    basis BIGINT CHECK (basis BETWEEN -1000000000000000 AND 1000000000000000),
    amount BIGINT NOT NULL CHECK (amount BETWEEN -1000000000000000 AND 1000000000000000 AND amount <> 0),
    currency TEXT COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    explanation TEXT COLLATE "C" NOT NULL
        CHECK (length(explanation) <= 1048576 AND jsonb_typeof(explanation::jsonb) = 'array'),
    UNIQUE (period, position),
    FOREIGN KEY (period, partner_id) REFERENCES statements (period, partner_id),
    CHECK ((sale_id IS NULL) = (window_first IS NOT NULL)),
    CHECK ((sale_id IS NULL) = (basis IS NULL)),
    CHECK (from_partner_id IS NULL OR sale_id IS NOT NULL)
);

-- What was posted for a partner's sales and windows of some days.
CREATE INDEX entries_partner ON entries (partner_id, day);

CREATE INDEX entries_day ON entries (day);

CREATE INDEX entries_window ON entries (day) WHERE sale_id IS NULL;

CREATE INDEX entries_sale ON entries (sale_id);

CREATE TRIGGER entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('entries_are_append_only');

ALTER TABLE entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE entries FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON entries FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON entries FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT ON entries TO saathi_app;
