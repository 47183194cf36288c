-- By which day a dispute is to be decided; those opened before this was kept have none.
ALTER TABLE disputes ADD COLUMN answer_by TEXT
    CHECK (date(answer_by) IS answer_by AND octet_length(answer_by) = 10);
