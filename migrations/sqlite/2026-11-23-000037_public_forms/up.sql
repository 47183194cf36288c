-- Registering by a link that anybody has, and what a phone at the door calls its records.

-- What a phone calls an arrival: the same person sends it once for an event, under whatever key.
ALTER TABLE arrivals ADD COLUMN client_ref TEXT
    CHECK (
        octet_length(client_ref) = 36 AND client_ref GLOB '????????-????-????-????-????????????'
        AND client_ref NOT GLOB '*[^0-9a-f-]*'
    );
CREATE UNIQUE INDEX arrivals_event_id_received_by_client_ref_key ON arrivals (event_id, received_by, client_ref);

-- What stands in the link to an event's public form, and whether that form takes anybody.
ALTER TABLE events ADD COLUMN form_token TEXT
    CHECK (octet_length(form_token) = 10 AND form_token NOT GLOB '*[^0-9A-Z]*');
ALTER TABLE events ADD COLUMN form_open INTEGER NOT NULL DEFAULT 0 CHECK (form_open IN (0, 1));
CREATE UNIQUE INDEX events_form_token_key ON events (form_token);

-- Each time that the public form was taken. Somebody whose phone is registered already gets another code
-- for the same registration, so that the answer tells a stranger nothing. One form is taken once.
CREATE TABLE form_codes (
    code TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(code) BETWEEN 1 AND 64 AND length(code) = octet_length(code)
            AND code NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    event_id TEXT NOT NULL,
    registration_id TEXT NOT NULL,
    form TEXT NOT NULL UNIQUE CHECK (octet_length(form) = 32 AND form NOT GLOB '*[^0-9a-f]*'),
    -- SHA-256 of what was typed.
    fingerprint BLOB NOT NULL CHECK (octet_length(fingerprint) = 32),
    -- Whether the visitor was told to wait for a place.
    waiting INTEGER NOT NULL CHECK (waiting IN (0, 1)),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id)
) STRICT;

CREATE TRIGGER form_codes_no_update BEFORE UPDATE ON form_codes
BEGIN
    SELECT RAISE(ABORT, 'form_codes_are_append_only');
END;

CREATE TRIGGER form_codes_no_delete BEFORE DELETE ON form_codes
BEGIN
    SELECT RAISE(ABORT, 'form_codes_are_append_only');
END;
