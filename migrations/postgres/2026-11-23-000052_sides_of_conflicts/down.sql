DROP POLICY partner_files ON conflicts;
CREATE POLICY partner_files ON conflicts FOR INSERT
    WITH CHECK (partner_id = (SELECT saathi_scope()) AND decision IS NULL);

DROP TRIGGER conflicts_keep ON conflicts;
CREATE TRIGGER conflicts_keep BEFORE UPDATE ON conflicts
    FOR EACH ROW WHEN (OLD.decision IS NOT NULL OR (
        OLD.id, OLD.partner_id, OLD.recruit_id, OLD.claim, OLD.filed_by, OLD.filed_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.partner_id, NEW.recruit_id, NEW.claim, NEW.filed_by, NEW.filed_at
    ))
    EXECUTE FUNCTION saathi_refuse('conflicts_are_frozen');

DROP INDEX conflicts_against;
ALTER TABLE conflicts DROP COLUMN answered_at;
ALTER TABLE conflicts DROP COLUMN answered_by;
ALTER TABLE conflicts DROP COLUMN answer_evidence;
ALTER TABLE conflicts DROP COLUMN answer;
ALTER TABLE conflicts DROP COLUMN against_id;
ALTER TABLE conflicts DROP COLUMN evidence;
