UPDATE check_in_blockers SET text = category WHERE text IS NULL;
ALTER TABLE check_in_blockers DROP COLUMN since;
ALTER TABLE check_in_blockers DROP COLUMN category;
ALTER TABLE check_in_blockers ALTER COLUMN text SET NOT NULL;
DROP TABLE check_in_reopenings;
DROP TABLE person_weeks;
DROP TABLE leaves;
DROP TABLE holidays;
