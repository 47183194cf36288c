CREATE TABLE check_in_blockers_as_text (
    check_in_id TEXT NOT NULL,
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 99),
    partner_id TEXT NOT NULL,
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500 AND instr(text, char(0)) = 0),
    PRIMARY KEY (check_in_id, position),
    FOREIGN KEY (partner_id, check_in_id) REFERENCES check_ins (partner_id, id)
) STRICT;
INSERT INTO check_in_blockers_as_text
SELECT check_in_id, position, partner_id, coalesce(text, category) FROM check_in_blockers;
DROP TABLE check_in_blockers;
ALTER TABLE check_in_blockers_as_text RENAME TO check_in_blockers;
DROP TABLE check_in_reopenings;
DROP TABLE person_weeks;
DROP TABLE leaves;
DROP TABLE holidays;
