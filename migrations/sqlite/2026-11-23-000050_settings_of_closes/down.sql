ALTER TABLE periods DROP COLUMN settings_through;
