-- Events, their hosts, and who came.

-- Summits and smaller gatherings.
CREATE TABLE events (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'evt_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200 AND instr(title, char(0)) = 0),
    city TEXT NOT NULL CHECK (length(city) BETWEEN 1 AND 100 AND instr(city, char(0)) = 0),
    venue TEXT NOT NULL CHECK (length(venue) BETWEEN 1 AND 200 AND instr(venue, char(0)) = 0),
    starts_at TEXT NOT NULL
        CHECK (
            datetime(substr(starts_at, 1, 19)) IS substr(starts_at, 1, 19) AND length(starts_at) IN (19, 23, 26)
            AND substr(starts_at, 20, 1) IN ('', '.') AND substr(starts_at, 21) NOT GLOB '*[^0-9]*'
        ),
    ends_at TEXT NOT NULL
        CHECK (
            datetime(substr(ends_at, 1, 19)) IS substr(ends_at, 1, 19) AND length(ends_at) IN (19, 23, 26)
            AND substr(ends_at, 20, 1) IN ('', '.') AND substr(ends_at, 21) NOT GLOB '*[^0-9]*'
        ),
    capacity INTEGER CHECK (capacity BETWEEN 1 AND 1000000),
    cost_amount INTEGER CHECK (cost_amount BETWEEN 0 AND 1000000000000000),
    cost_currency TEXT
        CHECK (octet_length(cost_currency) = 3 AND cost_currency GLOB '[A-Z][A-Z][A-Z]'),
    status TEXT NOT NULL CHECK (status IN ('draft', 'open', 'running', 'closed')),
    -- The host whose owner drafted it; null is the platform's own.
    drafted_by_partner_id TEXT REFERENCES partners (id),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    updated_at TEXT NOT NULL
        CHECK (
            datetime(substr(updated_at, 1, 19)) IS substr(updated_at, 1, 19)
            AND length(updated_at) IN (19, 23, 26)
            AND substr(updated_at, 20, 1) IN ('', '.') AND substr(updated_at, 21) NOT GLOB '*[^0-9]*'
        ),
    CHECK (ends_at > starts_at),
    CHECK ((cost_amount IS NULL) = (cost_currency IS NULL))
) STRICT;

CREATE INDEX events_start ON events (starts_at);

CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events_are_never_deleted');
END;

-- Who hosts an event, and its share of the cost. That the shares add up to 100 is the code's to see.
CREATE TABLE event_hosts (
    event_id TEXT NOT NULL REFERENCES events (id),
    partner_id TEXT NOT NULL REFERENCES partners (id),
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 99),
    share_parts INTEGER NOT NULL CHECK (share_parts BETWEEN 1 AND 100000000),
    PRIMARY KEY (event_id, partner_id),
    UNIQUE (event_id, position)
) STRICT;

CREATE INDEX event_hosts_partner ON event_hosts (partner_id);

-- Who said they would come, or came without saying so. The code stands in the visitor's QR picture and
-- opens one door only: it is unique over all events.
CREATE TABLE registrations (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'reg_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    event_id TEXT NOT NULL REFERENCES events (id),
    code TEXT NOT NULL UNIQUE
        CHECK (
            octet_length(code) BETWEEN 1 AND 64 AND length(code) = octet_length(code)
            AND code NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200 AND instr(name, char(0)) = 0),
    company TEXT CHECK (length(company) BETWEEN 1 AND 200 AND instr(company, char(0)) = 0),
    phone TEXT CHECK (length(phone) BETWEEN 1 AND 32 AND instr(phone, char(0)) = 0),
    email TEXT
        CHECK (
            length(email) BETWEEN 3 AND 254 AND email = lower(email) AND email LIKE '%_@_%'
            AND instr(email, char(0)) = 0
        ),
    city TEXT CHECK (length(city) BETWEEN 1 AND 100 AND instr(city, char(0)) = 0),
    mode TEXT NOT NULL CHECK (mode IN ('on_site', 'online')),
    walk_in INTEGER NOT NULL DEFAULT 0 CHECK (walk_in IN (0, 1)),
    invited_by_user_id TEXT REFERENCES users (id),
    invited_by_partner_id TEXT REFERENCES partners (id),
    -- The host that the visitor chose.
    chosen_partner_id TEXT REFERENCES partners (id),
    -- Null where the visitor used the public form.
    created_by TEXT REFERENCES users (id),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    updated_at TEXT NOT NULL
        CHECK (
            datetime(substr(updated_at, 1, 19)) IS substr(updated_at, 1, 19)
            AND length(updated_at) IN (19, 23, 26)
            AND substr(updated_at, 20, 1) IN ('', '.') AND substr(updated_at, 21) NOT GLOB '*[^0-9]*'
        ),
    UNIQUE (event_id, id)
) STRICT;

CREATE TRIGGER registrations_no_delete BEFORE DELETE ON registrations
BEGIN
    SELECT RAISE(ABORT, 'registrations_are_never_deleted');
END;

-- Who came. One arrival for a registration, whoever scans it however often; the first stands and is
-- never changed. Walk-ins get a registration first. `seq` is the order in which the door took them.
CREATE TABLE arrivals (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'arr_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    event_id TEXT NOT NULL REFERENCES events (id),
    registration_id TEXT NOT NULL UNIQUE,
    mode TEXT NOT NULL CHECK (mode IN ('on_site', 'online')),
    received_by TEXT REFERENCES users (id),
    captured_at TEXT
        CHECK (
            datetime(substr(captured_at, 1, 19)) IS substr(captured_at, 1, 19)
            AND length(captured_at) IN (19, 23, 26)
            AND substr(captured_at, 20, 1) IN ('', '.') AND substr(captured_at, 21) NOT GLOB '*[^0-9]*'
        ),
    received_at TEXT NOT NULL
        CHECK (
            datetime(substr(received_at, 1, 19)) IS substr(received_at, 1, 19)
            AND length(received_at) IN (19, 23, 26)
            AND substr(received_at, 20, 1) IN ('', '.') AND substr(received_at, 21) NOT GLOB '*[^0-9]*'
        ),
    FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id)
) STRICT;

CREATE INDEX arrivals_event ON arrivals (event_id, seq);

CREATE TRIGGER arrivals_no_update BEFORE UPDATE ON arrivals
BEGIN
    SELECT RAISE(ABORT, 'arrivals_are_append_only');
END;

CREATE TRIGGER arrivals_no_delete BEFORE DELETE ON arrivals
BEGIN
    SELECT RAISE(ABORT, 'arrivals_are_append_only');
END;
