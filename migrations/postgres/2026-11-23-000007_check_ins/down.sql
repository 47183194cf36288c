DROP TABLE check_in_blockers;
DROP TABLE check_ins;
