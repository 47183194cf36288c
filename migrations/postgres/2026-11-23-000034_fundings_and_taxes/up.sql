-- What hosts ask the platform for towards their events: a manager decides, the host shows what was spent,
-- and finance settles.
CREATE TABLE fundings (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^fnd_[0-9a-f]{32}$'),
    event_id TEXT COLLATE "C" NOT NULL REFERENCES events (id),
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    requested BIGINT NOT NULL CHECK (requested BETWEEN 1 AND 1000000000000000),
    currency TEXT COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    purpose TEXT COLLATE "C" NOT NULL CHECK (length(purpose) BETWEEN 1 AND 2000),
    requested_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    status TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('requested', 'approved', 'refused', 'withdrawn', 'proven', 'settled')),
    -- Null where it was refused.
    approved BIGINT CHECK (approved BETWEEN 1 AND 1000000000000000),
    decision_reason TEXT COLLATE "C" CHECK (length(decision_reason) BETWEEN 1 AND 2000),
    decided_by TEXT COLLATE "C" REFERENCES users (id),
    decided_at TIMESTAMP CHECK (isfinite(decided_at)),
    -- The proof that was shown last; one that was returned stays until there is another.
    spent BIGINT CHECK (spent BETWEEN 1 AND 1000000000000000),
    spent_on DATE CHECK (isfinite(spent_on)),
    reference TEXT COLLATE "C" CHECK (length(reference) BETWEEN 1 AND 200),
    proof_note TEXT COLLATE "C" CHECK (length(proof_note) BETWEEN 1 AND 2000),
    proven_by TEXT COLLATE "C" REFERENCES users (id),
    proven_at TIMESTAMP CHECK (isfinite(proven_at)),
    review_reason TEXT COLLATE "C" CHECK (length(review_reason) BETWEEN 1 AND 2000),
    reviewed_by TEXT COLLATE "C" REFERENCES users (id),
    reviewed_at TIMESTAMP CHECK (isfinite(reviewed_at)),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
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
);

CREATE INDEX fundings_event ON fundings (event_id, partner_id);

CREATE INDEX fundings_partner ON fundings (partner_id, id);

-- What was asked for stays, what was decided too, and what has ended is not touched again.
CREATE TRIGGER fundings_keep BEFORE UPDATE ON fundings
    FOR EACH ROW WHEN (OLD.status IN ('refused', 'withdrawn', 'settled') OR (
        OLD.id, OLD.event_id, OLD.partner_id, OLD.requested, OLD.currency, OLD.purpose,
        OLD.requested_by, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.event_id, NEW.partner_id, NEW.requested, NEW.currency, NEW.purpose,
        NEW.requested_by, NEW.created_at
    ) OR (OLD.decided_by IS NOT NULL AND (
        OLD.approved, OLD.decision_reason, OLD.decided_by, OLD.decided_at
    ) IS DISTINCT FROM (
        NEW.approved, NEW.decision_reason, NEW.decided_by, NEW.decided_at
    )))
    EXECUTE FUNCTION saathi_refuse('fundings_are_frozen');

CREATE TRIGGER fundings_go_on BEFORE UPDATE ON fundings
    FOR EACH ROW WHEN (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (
        ('requested', 'approved'), ('requested', 'refused'), ('requested', 'withdrawn'),
        ('approved', 'withdrawn'), ('approved', 'proven'), ('proven', 'approved'),
        ('proven', 'settled')
    ))
    EXECUTE FUNCTION saathi_refuse('fundings_go_on_by_steps');

CREATE TRIGGER fundings_no_delete BEFORE DELETE OR TRUNCATE ON fundings
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('fundings_are_never_deleted');

ALTER TABLE fundings ENABLE ROW LEVEL SECURITY;
ALTER TABLE fundings FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON fundings FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner_reads ON fundings FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));
CREATE POLICY partner_asks ON fundings FOR INSERT
    WITH CHECK (partner_id = (SELECT saathi_scope()) AND status = 'requested');

GRANT SELECT, INSERT, UPDATE ON fundings TO saathi_app;

-- Until somebody has confirmed it, a partner's tax profile gives its day to one that is stated anew, under
-- an id of its own, so that nobody confirms another one than was looked at.
DROP TRIGGER tax_profiles_keep ON tax_profiles;

CREATE TRIGGER tax_profiles_keep BEFORE UPDATE ON tax_profiles
    FOR EACH ROW WHEN (
        (OLD.partner_id, OLD.effective_from) IS DISTINCT FROM (NEW.partner_id, NEW.effective_from)
        OR ((
            OLD.withholding_parts, OLD.withhold_on, OLD.sales_tax_parts, OLD.prepared_by,
            OLD.created_at
        ) IS DISTINCT FROM (
            NEW.withholding_parts, NEW.withhold_on, NEW.sales_tax_parts, NEW.prepared_by,
            NEW.created_at
        ) AND OLD.id = NEW.id)
        OR (OLD.id <> NEW.id AND NEW.confirmed_by IS NOT NULL)
    )
    EXECUTE FUNCTION saathi_refuse('tax_profiles_are_frozen');
