-- The policies of sellers look into recruits.
DROP POLICY protector_reads ON sellers;
DROP POLICY protector_changes ON sellers;
DROP TABLE recruit_extensions;
DROP TABLE recruit_activities;
DROP TABLE recruit_stage_moves;
DROP TABLE recruits;
