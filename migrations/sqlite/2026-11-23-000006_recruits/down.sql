DROP TABLE recruit_extensions;
DROP TABLE recruit_activities;
DROP TABLE recruit_stage_moves;
DROP TABLE recruits;
