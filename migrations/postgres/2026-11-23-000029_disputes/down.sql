DROP TRIGGER statements_carried ON statements;
DROP FUNCTION saathi_statements_carried();
DROP TABLE disputes;
DROP FUNCTION saathi_disputes_decided();
DROP FUNCTION saathi_disputes_of_lines();
