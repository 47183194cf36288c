-- By which day a dispute is to be decided; those opened before this was kept have none.
ALTER TABLE disputes ADD COLUMN answer_by DATE CHECK (isfinite(answer_by));
