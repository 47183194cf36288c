ALTER TABLE disputes DROP COLUMN answer_by;
