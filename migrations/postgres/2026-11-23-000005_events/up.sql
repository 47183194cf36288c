-- Events, their hosts, and who came.

-- Summits and smaller gatherings.
CREATE TABLE events (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^evt_[0-9a-f]{32}$'),
    title TEXT COLLATE "C" NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    city TEXT COLLATE "C" NOT NULL CHECK (length(city) BETWEEN 1 AND 100),
    venue TEXT COLLATE "C" NOT NULL CHECK (length(venue) BETWEEN 1 AND 200),
    starts_at TIMESTAMP NOT NULL CHECK (isfinite(starts_at)),
    ends_at TIMESTAMP NOT NULL CHECK (isfinite(ends_at)),
    capacity INTEGER CHECK (capacity BETWEEN 1 AND 1000000),
    cost_amount BIGINT CHECK (cost_amount BETWEEN 0 AND 1000000000000000),
    cost_currency TEXT COLLATE "C" CHECK (cost_currency ~ '^[A-Z]{3}$'),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('draft', 'open', 'running', 'closed')),
    -- The host whose owner drafted it; null is the platform's own.
    drafted_by_partner_id TEXT COLLATE "C" REFERENCES partners (id),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    CHECK (ends_at > starts_at),
    CHECK ((cost_amount IS NULL) = (cost_currency IS NULL))
);

CREATE INDEX events_start ON events (starts_at);

CREATE TRIGGER events_no_delete BEFORE DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('events_are_never_deleted');

ALTER TABLE events ENABLE ROW LEVEL SECURITY;
ALTER TABLE events FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON events FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT, UPDATE ON events TO saathi_app;

-- Who hosts an event, and its share of the cost. That the shares add up to 100 is the code's to see.
CREATE TABLE event_hosts (
    event_id TEXT COLLATE "C" NOT NULL REFERENCES events (id),
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 99),
    share_parts INTEGER NOT NULL CHECK (share_parts BETWEEN 1 AND 100000000),
    PRIMARY KEY (event_id, partner_id),
    UNIQUE (event_id, position)
);

CREATE INDEX event_hosts_partner ON event_hosts (partner_id);

-- A host reads its events, and its owner changes the drafts that they made. Hosts are named in the
-- platform's context, since a policy of each table that looks into the other one has no end.
CREATE POLICY host_reads ON events FOR SELECT
    USING (drafted_by_partner_id = (SELECT saathi_scope()) OR EXISTS (
        SELECT 1 FROM event_hosts AS h
        WHERE h.event_id = events.id AND h.partner_id = (SELECT saathi_scope())
    ));
CREATE POLICY drafter_writes ON events FOR INSERT
    WITH CHECK (drafted_by_partner_id = (SELECT saathi_scope()) AND status = 'draft');
CREATE POLICY drafter_changes ON events FOR UPDATE
    USING (drafted_by_partner_id = (SELECT saathi_scope()) AND status = 'draft');

ALTER TABLE event_hosts ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_hosts FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON event_hosts FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY host_reads ON event_hosts FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE, DELETE ON event_hosts TO saathi_app;

-- Who said they would come, or came without saying so. The code stands in the visitor's QR picture and
-- opens one door only: it is unique over all events.
CREATE TABLE registrations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^reg_[0-9a-f]{32}$'),
    event_id TEXT COLLATE "C" NOT NULL REFERENCES events (id),
    code TEXT COLLATE "C" NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9._/-]{1,64}$'),
    name TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    company TEXT COLLATE "C" CHECK (length(company) BETWEEN 1 AND 200),
    phone TEXT COLLATE "C" CHECK (length(phone) BETWEEN 1 AND 32),
    email TEXT COLLATE "C"
        CHECK (length(email) BETWEEN 3 AND 254 AND email = lower(email) AND email LIKE '%_@_%'),
    city TEXT COLLATE "C" CHECK (length(city) BETWEEN 1 AND 100),
    mode TEXT COLLATE "C" NOT NULL CHECK (mode IN ('on_site', 'online')),
    walk_in BOOLEAN NOT NULL DEFAULT false,
    invited_by_user_id TEXT COLLATE "C" REFERENCES users (id),
    invited_by_partner_id TEXT COLLATE "C" REFERENCES partners (id),
    -- The host that the visitor chose.
    chosen_partner_id TEXT COLLATE "C" REFERENCES partners (id),
    -- Null where the visitor used the public form.
    created_by TEXT COLLATE "C" REFERENCES users (id),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    UNIQUE (event_id, id)
);

CREATE TRIGGER registrations_no_delete BEFORE DELETE OR TRUNCATE ON registrations
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('registrations_are_never_deleted');

ALTER TABLE registrations ENABLE ROW LEVEL SECURITY;
ALTER TABLE registrations FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON registrations FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY host ON registrations FOR ALL
    USING (EXISTS (
        SELECT 1 FROM event_hosts AS h
        WHERE h.event_id = registrations.event_id AND h.partner_id = (SELECT saathi_scope())
    ));

GRANT SELECT, INSERT, UPDATE ON registrations TO saathi_app;

-- Who came. One arrival for a registration, whoever scans it however often; the first stands and is
-- never changed. Walk-ins get a registration first. `seq` is the order in which the door took them.
CREATE TABLE arrivals (
    seq BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL UNIQUE CHECK (id ~ '^arr_[0-9a-f]{32}$'),
    event_id TEXT COLLATE "C" NOT NULL REFERENCES events (id),
    registration_id TEXT COLLATE "C" NOT NULL UNIQUE,
    mode TEXT COLLATE "C" NOT NULL CHECK (mode IN ('on_site', 'online')),
    received_by TEXT COLLATE "C" REFERENCES users (id),
    captured_at TIMESTAMP CHECK (isfinite(captured_at)),
    received_at TIMESTAMP NOT NULL CHECK (isfinite(received_at)),
    FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id)
);

CREATE INDEX arrivals_event ON arrivals (event_id, seq);

CREATE TRIGGER arrivals_no_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON arrivals
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('arrivals_are_append_only');

ALTER TABLE arrivals ENABLE ROW LEVEL SECURITY;
ALTER TABLE arrivals FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON arrivals FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY host ON arrivals FOR ALL
    USING (EXISTS (
        SELECT 1 FROM event_hosts AS h
        WHERE h.event_id = arrivals.event_id AND h.partner_id = (SELECT saathi_scope())
    ));

GRANT SELECT, INSERT ON arrivals TO saathi_app;
