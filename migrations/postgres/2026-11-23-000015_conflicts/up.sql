-- Two partners that claim one seller: who claims what, and how a manager decided.

-- The claim is that of a registration which was refused or waits; what speaks for it, and for whoever
-- has the seller, stands with the recruits. A split only proposes: finance states the credits.
CREATE TABLE conflicts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^cfl_[0-9a-f]{32}$'),
    partner_id TEXT COLLATE "C" NOT NULL,
    recruit_id TEXT COLLATE "C" NOT NULL UNIQUE,
    claim TEXT COLLATE "C" NOT NULL CHECK (length(claim) BETWEEN 1 AND 2000),
    filed_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    filed_at TIMESTAMP NOT NULL CHECK (isfinite(filed_at)),
    decision TEXT COLLATE "C" CHECK (decision IN ('keep', 'transfer', 'split')),
    shares TEXT COLLATE "C"
        CHECK (length(shares) <= 4000 AND jsonb_typeof(shares::jsonb) = 'array'),
    reason TEXT COLLATE "C" CHECK (length(reason) BETWEEN 1 AND 2000),
    decided_by TEXT COLLATE "C" REFERENCES users (id),
    decided_at TIMESTAMP CHECK (isfinite(decided_at)),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    FOREIGN KEY (partner_id, recruit_id) REFERENCES recruits (partner_id, id),
    CHECK ((decision IS NULL) = (decided_by IS NULL)),
    CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CHECK ((decision IS NULL) = (reason IS NULL)),
    CHECK ((decision IS NOT DISTINCT FROM 'split') = (shares IS NOT NULL))
);

CREATE INDEX conflicts_partner ON conflicts (partner_id);

-- What was claimed stays, and so does what was decided.
CREATE TRIGGER conflicts_keep BEFORE UPDATE ON conflicts
    FOR EACH ROW WHEN (OLD.decision IS NOT NULL OR (
        OLD.id, OLD.partner_id, OLD.recruit_id, OLD.claim, OLD.filed_by, OLD.filed_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.partner_id, NEW.recruit_id, NEW.claim, NEW.filed_by, NEW.filed_at
    ))
    EXECUTE FUNCTION saathi_refuse('conflicts_are_frozen');

CREATE TRIGGER conflicts_no_delete BEFORE DELETE OR TRUNCATE ON conflicts
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('conflicts_are_never_deleted');

ALTER TABLE conflicts ENABLE ROW LEVEL SECURITY;
ALTER TABLE conflicts FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON conflicts FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner_reads ON conflicts FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));
CREATE POLICY partner_files ON conflicts FOR INSERT
    WITH CHECK (partner_id = (SELECT saathi_scope()) AND decision IS NULL);

GRANT SELECT, INSERT, UPDATE ON conflicts TO saathi_app;
