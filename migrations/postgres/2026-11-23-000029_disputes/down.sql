DROP TABLE disputes;
DROP FUNCTION saathi_disputes_decided();
DROP FUNCTION saathi_disputes_of_drafts();
