-- What bears out a claim and a decision: texts and links, ten at most.
ALTER TABLE disputes ADD COLUMN evidence TEXT COLLATE "C" NOT NULL DEFAULT '[]'
    CHECK (length(evidence) <= 131072
        AND CASE WHEN jsonb_typeof(evidence::jsonb) = 'array' THEN jsonb_array_length(evidence::jsonb) <= 10
            ELSE FALSE END);
ALTER TABLE disputes ADD COLUMN decision_evidence TEXT COLLATE "C" NOT NULL DEFAULT '[]'
    CHECK (length(decision_evidence) <= 131072
        AND CASE WHEN jsonb_typeof(decision_evidence::jsonb) = 'array'
            THEN jsonb_array_length(decision_evidence::jsonb) <= 10 ELSE FALSE END);

CREATE TRIGGER disputes_keep_evidence BEFORE UPDATE ON disputes
    FOR EACH ROW WHEN (OLD.evidence IS DISTINCT FROM NEW.evidence)
    EXECUTE FUNCTION saathi_refuse('disputes_are_frozen');
