DROP TABLE check_in_plans;
