-- What a claimant shows for its claim, which registration stands against it, and what its partner says.
ALTER TABLE conflicts ADD COLUMN evidence TEXT COLLATE "C" NOT NULL DEFAULT '[]'
    CHECK (length(evidence) <= 20000 AND jsonb_typeof(evidence::jsonb) = 'array');
ALTER TABLE conflicts ADD COLUMN against_id TEXT COLLATE "C" REFERENCES recruits (id);
ALTER TABLE conflicts ADD COLUMN answer TEXT COLLATE "C" CHECK (length(answer) BETWEEN 1 AND 2000);
ALTER TABLE conflicts ADD COLUMN answer_evidence TEXT COLLATE "C"
    CHECK (length(answer_evidence) <= 20000 AND jsonb_typeof(answer_evidence::jsonb) = 'array');
ALTER TABLE conflicts ADD COLUMN answered_by TEXT COLLATE "C" REFERENCES users (id);
ALTER TABLE conflicts ADD COLUMN answered_at TIMESTAMP
    CHECK (isfinite(answered_at))
    CHECK (
        (answered_at IS NULL) = (answer IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)
        AND (answered_at IS NULL) = (answer_evidence IS NULL)
        AND (answered_at IS NULL OR against_id IS NOT NULL)
    );

CREATE INDEX conflicts_against ON conflicts (against_id);

-- What was claimed stays, what was answered to it, and what was decided.
DROP TRIGGER conflicts_keep ON conflicts;
CREATE TRIGGER conflicts_keep BEFORE UPDATE ON conflicts
    FOR EACH ROW WHEN (OLD.decision IS NOT NULL OR (
        OLD.id, OLD.partner_id, OLD.recruit_id, OLD.claim, OLD.evidence, OLD.filed_by,
        OLD.filed_at, OLD.against_id
    ) IS DISTINCT FROM (
        NEW.id, NEW.partner_id, NEW.recruit_id, NEW.claim, NEW.evidence, NEW.filed_by,
        NEW.filed_at, NEW.against_id
    ) OR OLD.answer IS NOT NULL AND (
        OLD.answer, OLD.answer_evidence, OLD.answered_by, OLD.answered_at
    ) IS DISTINCT FROM (
        NEW.answer, NEW.answer_evidence, NEW.answered_by, NEW.answered_at
    ))
    EXECUTE FUNCTION saathi_refuse('conflicts_are_frozen');

-- Whom a claim is against is found with the programme's sight, and the answer is the other side's.
DROP POLICY partner_files ON conflicts;
CREATE POLICY partner_files ON conflicts FOR INSERT
    WITH CHECK (
        partner_id = (SELECT saathi_scope())
        AND decision IS NULL AND against_id IS NULL AND answer IS NULL
    );
