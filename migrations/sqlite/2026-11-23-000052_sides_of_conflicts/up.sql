-- What a claimant shows for its claim, which registration stands against it, and what its partner says.
ALTER TABLE conflicts ADD COLUMN evidence TEXT NOT NULL DEFAULT '[]'
    CHECK (
        length(evidence) <= 20000
        AND CASE WHEN json_valid(evidence) THEN json_type(evidence) = 'array' ELSE FALSE END
    );
ALTER TABLE conflicts ADD COLUMN against_id TEXT REFERENCES recruits (id);
ALTER TABLE conflicts ADD COLUMN answer TEXT
    CHECK (length(answer) BETWEEN 1 AND 2000 AND instr(answer, char(0)) = 0);
ALTER TABLE conflicts ADD COLUMN answer_evidence TEXT
    CHECK (
        length(answer_evidence) <= 20000
        AND CASE
            WHEN json_valid(answer_evidence) THEN json_type(answer_evidence) = 'array'
            ELSE answer_evidence IS NULL
        END
    );
ALTER TABLE conflicts ADD COLUMN answered_by TEXT REFERENCES users (id);
ALTER TABLE conflicts ADD COLUMN answered_at TEXT
    CHECK (
        datetime(substr(answered_at, 1, 19)) IS substr(answered_at, 1, 19)
        AND length(answered_at) IN (19, 23, 26)
        AND substr(answered_at, 20, 1) IN ('', '.') AND substr(answered_at, 21) NOT GLOB '*[^0-9]*'
    )
    CHECK (
        (answered_at IS NULL) = (answer IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)
        AND (answered_at IS NULL) = (answer_evidence IS NULL)
        AND (answered_at IS NULL OR against_id IS NOT NULL)
    );

CREATE INDEX conflicts_against ON conflicts (against_id);

-- What was claimed stays, what was answered to it, and what was decided.
DROP TRIGGER conflicts_keep;
CREATE TRIGGER conflicts_keep BEFORE UPDATE ON conflicts
WHEN OLD.decision IS NOT NULL OR (
    OLD.id, OLD.partner_id, OLD.recruit_id, OLD.claim, OLD.evidence, OLD.filed_by, OLD.filed_at,
    OLD.against_id
) IS NOT (
    NEW.id, NEW.partner_id, NEW.recruit_id, NEW.claim, NEW.evidence, NEW.filed_by, NEW.filed_at,
    NEW.against_id
) OR OLD.answer IS NOT NULL AND (
    OLD.answer, OLD.answer_evidence, OLD.answered_by, OLD.answered_at
) IS NOT (
    NEW.answer, NEW.answer_evidence, NEW.answered_by, NEW.answered_at
)
BEGIN
    SELECT RAISE(ABORT, 'conflicts_are_frozen');
END;
