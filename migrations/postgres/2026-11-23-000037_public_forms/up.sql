-- Registering by a link that anybody has, and what a phone at the door calls its records.

-- What a phone calls an arrival: the same person sends it once for an event, under whatever key.
ALTER TABLE arrivals ADD COLUMN client_ref TEXT COLLATE "C"
    CHECK (client_ref ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$');
CREATE UNIQUE INDEX arrivals_event_id_received_by_client_ref_key ON arrivals (event_id, received_by, client_ref);

-- What stands in the link to an event's public form, and whether that form takes anybody.
ALTER TABLE events ADD COLUMN form_token TEXT COLLATE "C" CHECK (form_token ~ '^[0-9A-Z]{10}$');
ALTER TABLE events ADD COLUMN form_open BOOLEAN NOT NULL DEFAULT false;
CREATE UNIQUE INDEX events_form_token_key ON events (form_token);

-- Each time that the public form was taken. Somebody whose phone is registered already gets another code
-- for the same registration, so that the answer tells a stranger nothing. One form is taken once.
CREATE TABLE form_codes (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (code ~ '^[A-Za-z0-9._/-]{1,64}$'),
    event_id TEXT COLLATE "C" NOT NULL,
    registration_id TEXT COLLATE "C" NOT NULL,
    form TEXT COLLATE "C" NOT NULL UNIQUE CHECK (form ~ '^[0-9a-f]{32}$'),
    -- SHA-256 of what was typed.
    fingerprint BYTEA NOT NULL CHECK (length(fingerprint) = 32),
    -- Whether the visitor was told to wait for a place.
    waiting BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id)
);

CREATE TRIGGER form_codes_no_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON form_codes
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('form_codes_are_append_only');

-- The form is the programme's; a host reads the codes at its door.
ALTER TABLE form_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE form_codes FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON form_codes FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY host ON form_codes FOR SELECT
    USING (EXISTS (
        SELECT 1 FROM event_hosts AS h
        WHERE h.event_id = form_codes.event_id AND h.partner_id = (SELECT saathi_scope())
    ));

GRANT SELECT, INSERT ON form_codes TO saathi_app;
