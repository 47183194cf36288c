DROP TRIGGER users_note_names;
DROP TRIGGER sellers_note_names;
DROP TRIGGER partners_note_names;
DROP TABLE former_names;
