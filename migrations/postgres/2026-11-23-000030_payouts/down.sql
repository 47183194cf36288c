DROP TRIGGER statements_paid ON statements;
DROP FUNCTION saathi_statements_paid();
DROP TABLE payments;
DROP FUNCTION saathi_payments_settled();
DROP FUNCTION saathi_payments_of_approved();
DROP TABLE payouts;
