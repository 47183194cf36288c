-- The policies of plans look into agreements.
DROP POLICY agreed_reads ON plans;
DROP POLICY agreed_reads ON plan_versions;
DROP TABLE agreements;
DROP TABLE plan_versions;
DROP TABLE plans;
DROP FUNCTION saathi_freeze_plans();
