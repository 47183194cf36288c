-- Visitors: one registration for a phone, a place in the queue, and whose each one is.

ALTER TABLE registrations ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting IN (0, 1));

-- A phone that registers again for an event gets its first registration.
CREATE UNIQUE INDEX registrations_event_id_phone_key ON registrations (event_id, phone);

-- Whose recruit the visitor would become, decided in the order of arrival, and why.
ALTER TABLE arrivals ADD COLUMN attributed_partner_id TEXT REFERENCES partners (id);
ALTER TABLE arrivals ADD COLUMN ground TEXT CHECK (ground IN ('protection', 'inviter', 'choice', 'turn'));

-- The recruit that an arrival became.
CREATE TABLE arrival_recruits (
    arrival_id TEXT NOT NULL PRIMARY KEY REFERENCES arrivals (id),
    partner_id TEXT NOT NULL,
    recruit_id TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    FOREIGN KEY (partner_id, recruit_id) REFERENCES recruits (partner_id, id)
) STRICT;
