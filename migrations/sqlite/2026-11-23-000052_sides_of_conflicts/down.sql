DROP TRIGGER conflicts_keep;
CREATE TRIGGER conflicts_keep BEFORE UPDATE ON conflicts
WHEN OLD.decision IS NOT NULL OR (
    OLD.id, OLD.partner_id, OLD.recruit_id, OLD.claim, OLD.filed_by, OLD.filed_at
) IS NOT (
    NEW.id, NEW.partner_id, NEW.recruit_id, NEW.claim, NEW.filed_by, NEW.filed_at
)
BEGIN
    SELECT RAISE(ABORT, 'conflicts_are_frozen');
END;

DROP INDEX conflicts_against;
ALTER TABLE conflicts DROP COLUMN answered_at;
ALTER TABLE conflicts DROP COLUMN answered_by;
ALTER TABLE conflicts DROP COLUMN answer_evidence;
ALTER TABLE conflicts DROP COLUMN answer;
ALTER TABLE conflicts DROP COLUMN against_id;
ALTER TABLE conflicts DROP COLUMN evidence;
