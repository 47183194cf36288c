-- Two partners that claim one seller: who claims what, and how a manager decided.

-- The claim is that of a registration which was refused or waits; what speaks for it, and for whoever
-- has the seller, stands with the recruits. A split only proposes: finance states the credits.
CREATE TABLE conflicts (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'cfl_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    partner_id TEXT NOT NULL,
    recruit_id TEXT NOT NULL UNIQUE,
    claim TEXT NOT NULL CHECK (length(claim) BETWEEN 1 AND 2000 AND instr(claim, char(0)) = 0),
    filed_by TEXT NOT NULL REFERENCES users (id),
    filed_at TEXT NOT NULL
        CHECK (
            datetime(substr(filed_at, 1, 19)) IS substr(filed_at, 1, 19)
            AND length(filed_at) IN (19, 23, 26)
            AND substr(filed_at, 20, 1) IN ('', '.') AND substr(filed_at, 21) NOT GLOB '*[^0-9]*'
        ),
    decision TEXT CHECK (decision IN ('keep', 'transfer', 'split')),
    shares TEXT
        CHECK (
            length(shares) <= 4000
            AND CASE WHEN json_valid(shares) THEN json_type(shares) = 'array' ELSE shares IS NULL END
        ),
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 2000 AND instr(reason, char(0)) = 0),
    decided_by TEXT REFERENCES users (id),
    decided_at TEXT
        CHECK (
            datetime(substr(decided_at, 1, 19)) IS substr(decided_at, 1, 19)
            AND length(decided_at) IN (19, 23, 26)
            AND substr(decided_at, 20, 1) IN ('', '.') AND substr(decided_at, 21) NOT GLOB '*[^0-9]*'
        ),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    FOREIGN KEY (partner_id, recruit_id) REFERENCES recruits (partner_id, id),
    CHECK ((decision IS NULL) = (decided_by IS NULL)),
    CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CHECK ((decision IS NULL) = (reason IS NULL)),
    CHECK ((decision IS 'split') = (shares IS NOT NULL))
) STRICT;

CREATE INDEX conflicts_partner ON conflicts (partner_id);

-- What was claimed stays, and so does what was decided.
CREATE TRIGGER conflicts_keep BEFORE UPDATE ON conflicts
WHEN OLD.decision IS NOT NULL OR (
    OLD.id, OLD.partner_id, OLD.recruit_id, OLD.claim, OLD.filed_by, OLD.filed_at
) IS NOT (
    NEW.id, NEW.partner_id, NEW.recruit_id, NEW.claim, NEW.filed_by, NEW.filed_at
)
BEGIN
    SELECT RAISE(ABORT, 'conflicts_are_frozen');
END;

CREATE TRIGGER conflicts_no_delete BEFORE DELETE ON conflicts
BEGIN
    SELECT RAISE(ABORT, 'conflicts_are_never_deleted');
END;
