DROP TABLE adjustments;
DROP TABLE statements;
DROP FUNCTION saathi_adjustments_open();
DROP FUNCTION saathi_statements_second_person();
