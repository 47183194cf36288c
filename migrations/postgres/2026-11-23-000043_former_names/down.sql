DROP TRIGGER users_note_names ON users;
DROP TRIGGER sellers_note_names ON sellers;
DROP TRIGGER partners_note_names ON partners;
DROP FUNCTION saathi_note_name();
DROP FUNCTION saathi_note_partner_names();
DROP TABLE former_names;
