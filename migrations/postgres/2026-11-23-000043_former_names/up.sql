-- What sellers, partners and people of the platform were called, so that an old statement reads as it did.
CREATE TABLE former_names (
    seq BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The seller, partner or user.
    subject_id TEXT COLLATE "C" NOT NULL CHECK (subject_id ~ '^[a-z]{3}_[0-9a-f]{32}$'),
    name TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- Of partners alone.
    city TEXT COLLATE "C" CHECK (length(city) BETWEEN 1 AND 100),
    ntn TEXT COLLATE "C" CHECK (ntn ~ '^[0-9]{7}-[0-9]$'),
    -- Until when it was called so.
    until_at TIMESTAMP NOT NULL CHECK (isfinite(until_at))
);

CREATE INDEX former_names_subject ON former_names (subject_id, until_at);

CREATE TRIGGER former_names_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON former_names
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('former_names_are_append_only');

ALTER TABLE former_names ENABLE ROW LEVEL SECURITY;
ALTER TABLE former_names FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON former_names FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT ON former_names TO saathi_app;

CREATE FUNCTION saathi_note_partner_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO former_names (subject_id, name, city, ntn, until_at)
    VALUES (OLD.id, OLD.name, OLD.city, OLD.ntn, NEW.updated_at);
    RETURN NULL;
END
$$;

CREATE TRIGGER partners_note_names AFTER UPDATE ON partners
    FOR EACH ROW WHEN ((OLD.name, OLD.city, OLD.ntn) IS DISTINCT FROM (NEW.name, NEW.city, NEW.ntn))
    EXECUTE FUNCTION saathi_note_partner_names();

CREATE FUNCTION saathi_note_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO former_names (subject_id, name, until_at)
    VALUES (OLD.id, OLD.name, NEW.updated_at);
    RETURN NULL;
END
$$;

CREATE TRIGGER sellers_note_names AFTER UPDATE ON sellers
    FOR EACH ROW WHEN (OLD.name <> NEW.name)
    EXECUTE FUNCTION saathi_note_name();

-- No document names people of partners.
CREATE TRIGGER users_note_names AFTER UPDATE ON users
    FOR EACH ROW WHEN (OLD.name <> NEW.name AND NEW.partner_id IS NULL)
    EXECUTE FUNCTION saathi_note_name();
