-- Visitors: one registration for a phone, a place in the queue, and whose each one is.

ALTER TABLE registrations ADD COLUMN waiting BOOLEAN NOT NULL DEFAULT false;

-- A phone that registers again for an event gets its first registration.
CREATE UNIQUE INDEX registrations_event_id_phone_key ON registrations (event_id, phone);

-- Whose recruit the visitor would become, decided in the order of arrival, and why.
ALTER TABLE arrivals ADD COLUMN attributed_partner_id TEXT COLLATE "C" REFERENCES partners (id);
ALTER TABLE arrivals ADD COLUMN ground TEXT COLLATE "C" CHECK (ground IN ('protection', 'inviter', 'choice', 'turn'));

-- The recruit that an arrival became.
CREATE TABLE arrival_recruits (
    arrival_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES arrivals (id),
    partner_id TEXT COLLATE "C" NOT NULL,
    recruit_id TEXT COLLATE "C" NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    FOREIGN KEY (partner_id, recruit_id) REFERENCES recruits (partner_id, id)
);

ALTER TABLE arrival_recruits ENABLE ROW LEVEL SECURITY;
ALTER TABLE arrival_recruits FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON arrival_recruits FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON arrival_recruits FOR ALL
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT ON arrival_recruits TO saathi_app;
