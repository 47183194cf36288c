DROP TRIGGER statements_carried;
DROP TABLE disputes;
