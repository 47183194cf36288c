DROP INDEX sellers_membership;

DROP INDEX recruit_stage_moves_stage;

DROP INDEX recruits_received;
