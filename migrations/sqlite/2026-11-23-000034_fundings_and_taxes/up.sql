-- What hosts ask the platform for towards their events: a manager decides, the host shows what was spent,
-- and finance settles.
CREATE TABLE fundings (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'fnd_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    event_id TEXT NOT NULL REFERENCES events (id),
    partner_id TEXT NOT NULL REFERENCES partners (id),
    requested INTEGER NOT NULL CHECK (requested BETWEEN 1 AND 1000000000000000),
    currency TEXT NOT NULL
        CHECK (octet_length(currency) = 3 AND currency GLOB '[A-Z][A-Z][A-Z]'),
    purpose TEXT NOT NULL
        CHECK (length(purpose) BETWEEN 1 AND 2000 AND instr(purpose, char(0)) = 0),
    requested_by TEXT NOT NULL REFERENCES users (id),
    status TEXT NOT NULL
        CHECK (status IN ('requested', 'approved', 'refused', 'withdrawn', 'proven', 'settled')),
    -- Null where it was refused.
    approved INTEGER CHECK (approved BETWEEN 1 AND 1000000000000000),
    decision_reason TEXT
        CHECK (length(decision_reason) BETWEEN 1 AND 2000 AND instr(decision_reason, char(0)) = 0),
    decided_by TEXT REFERENCES users (id),
    decided_at TEXT
        CHECK (
            datetime(substr(decided_at, 1, 19)) IS substr(decided_at, 1, 19)
            AND length(decided_at) IN (19, 23, 26)
            AND substr(decided_at, 20, 1) IN ('', '.') AND substr(decided_at, 21) NOT GLOB '*[^0-9]*'
        ),
    -- The proof that was shown last; one that was returned stays until there is another.
    spent INTEGER CHECK (spent BETWEEN 1 AND 1000000000000000),
    spent_on TEXT CHECK (date(spent_on) IS spent_on),
    reference TEXT CHECK (length(reference) BETWEEN 1 AND 200 AND instr(reference, char(0)) = 0),
    proof_note TEXT
        CHECK (length(proof_note) BETWEEN 1 AND 2000 AND instr(proof_note, char(0)) = 0),
    proven_by TEXT REFERENCES users (id),
    proven_at TEXT
        CHECK (
            datetime(substr(proven_at, 1, 19)) IS substr(proven_at, 1, 19)
            AND length(proven_at) IN (19, 23, 26)
            AND substr(proven_at, 20, 1) IN ('', '.') AND substr(proven_at, 21) NOT GLOB '*[^0-9]*'
        ),
    review_reason TEXT
        CHECK (length(review_reason) BETWEEN 1 AND 2000 AND instr(review_reason, char(0)) = 0),
    reviewed_by TEXT REFERENCES users (id),
    reviewed_at TEXT
        CHECK (
            datetime(substr(reviewed_at, 1, 19)) IS substr(reviewed_at, 1, 19)
            AND length(reviewed_at) IN (19, 23, 26)
            AND substr(reviewed_at, 20, 1) IN ('', '.') AND substr(reviewed_at, 21) NOT GLOB '*[^0-9]*'
        ),
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
    CHECK (approved <= requested),
    CHECK (decided_by <> requested_by),
    CHECK (reviewed_by <> proven_by AND reviewed_by <> decided_by),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK ((decided_by IS NULL) = (decision_reason IS NULL)),
    CHECK (decided_by IS NOT NULL OR approved IS NULL),
    CHECK ((proven_by IS NULL) = (proven_at IS NULL)),
    CHECK ((proven_by IS NULL) = (spent IS NULL)),
    CHECK ((proven_by IS NULL) = (spent_on IS NULL)),
    CHECK ((proven_by IS NULL) = (reference IS NULL)),
    CHECK (proven_by IS NOT NULL OR proof_note IS NULL),
    CHECK (approved IS NOT NULL OR proven_by IS NULL),
    CHECK ((reviewed_by IS NULL) = (reviewed_at IS NULL)),
    CHECK ((reviewed_by IS NULL) = (review_reason IS NULL)),
    CHECK (proven_by IS NOT NULL OR reviewed_by IS NULL),
    CHECK (status <> 'requested' OR decided_by IS NULL),
    CHECK (status <> 'refused' OR (decided_by IS NOT NULL AND approved IS NULL)),
    CHECK (status NOT IN ('approved', 'proven', 'settled') OR approved IS NOT NULL),
    CHECK (status NOT IN ('proven', 'settled') OR proven_by IS NOT NULL),
    CHECK (status <> 'settled' OR reviewed_by IS NOT NULL)
) STRICT;

CREATE INDEX fundings_event ON fundings (event_id, partner_id);

CREATE INDEX fundings_partner ON fundings (partner_id, id);

-- What was asked for stays, what was decided too, and what has ended is not touched again.
CREATE TRIGGER fundings_keep BEFORE UPDATE ON fundings
WHEN OLD.status IN ('refused', 'withdrawn', 'settled') OR (
    OLD.id, OLD.event_id, OLD.partner_id, OLD.requested, OLD.currency, OLD.purpose,
    OLD.requested_by, OLD.created_at
) IS NOT (
    NEW.id, NEW.event_id, NEW.partner_id, NEW.requested, NEW.currency, NEW.purpose,
    NEW.requested_by, NEW.created_at
) OR (OLD.decided_by IS NOT NULL AND (
    OLD.approved, OLD.decision_reason, OLD.decided_by, OLD.decided_at
) IS NOT (
    NEW.approved, NEW.decision_reason, NEW.decided_by, NEW.decided_at
))
BEGIN
    SELECT RAISE(ABORT, 'fundings_are_frozen');
END;

CREATE TRIGGER fundings_go_on BEFORE UPDATE ON fundings
WHEN OLD.status <> NEW.status AND (OLD.status || ' ' || NEW.status) NOT IN (
    'requested approved', 'requested refused', 'requested withdrawn', 'approved withdrawn',
    'approved proven', 'proven approved', 'proven settled'
)
BEGIN
    SELECT RAISE(ABORT, 'fundings_go_on_by_steps');
END;

CREATE TRIGGER fundings_no_delete BEFORE DELETE ON fundings
BEGIN
    SELECT RAISE(ABORT, 'fundings_are_never_deleted');
END;

-- Until somebody has confirmed it, a partner's tax profile gives its day to one that is stated anew, under
-- an id of its own, so that nobody confirms another one than was looked at.
DROP TRIGGER tax_profiles_keep;

CREATE TRIGGER tax_profiles_keep BEFORE UPDATE ON tax_profiles
WHEN (OLD.partner_id, OLD.effective_from) IS NOT (NEW.partner_id, NEW.effective_from)
    OR ((
        OLD.withholding_parts, OLD.withhold_on, OLD.sales_tax_parts, OLD.prepared_by,
        OLD.created_at
    ) IS NOT (
        NEW.withholding_parts, NEW.withhold_on, NEW.sales_tax_parts, NEW.prepared_by,
        NEW.created_at
    ) AND OLD.id = NEW.id)
    OR (OLD.id <> NEW.id AND NEW.confirmed_by IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'tax_profiles_are_frozen');
END;
