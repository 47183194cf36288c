-- What bears out a claim and a decision: texts and links, ten at most.
ALTER TABLE disputes ADD COLUMN evidence TEXT NOT NULL DEFAULT '[]'
    CHECK (
        length(evidence) <= 131072
        AND CASE WHEN json_valid(evidence) THEN json_type(evidence) = 'array' AND json_array_length(evidence) <= 10
            ELSE 0 END
    );
ALTER TABLE disputes ADD COLUMN decision_evidence TEXT NOT NULL DEFAULT '[]'
    CHECK (
        length(decision_evidence) <= 131072
        AND CASE WHEN json_valid(decision_evidence)
            THEN json_type(decision_evidence) = 'array' AND json_array_length(decision_evidence) <= 10
            ELSE 0 END
    );

CREATE TRIGGER disputes_keep_evidence BEFORE UPDATE ON disputes
WHEN OLD.evidence IS NOT NEW.evidence
BEGIN
    SELECT RAISE(ABORT, 'disputes_are_frozen');
END;
