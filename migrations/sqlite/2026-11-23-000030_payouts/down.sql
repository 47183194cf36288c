DROP TRIGGER statements_paid;
DROP TABLE payments;
DROP TABLE payouts;
