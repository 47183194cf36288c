DROP TRIGGER disputes_keep_evidence;
ALTER TABLE disputes DROP COLUMN decision_evidence;
ALTER TABLE disputes DROP COLUMN evidence;
