ALTER TABLE leaves DROP COLUMN withdrawn_at;
ALTER TABLE leaves DROP COLUMN withdrawn_by;
