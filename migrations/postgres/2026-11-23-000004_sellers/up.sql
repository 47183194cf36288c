-- Sellers. Which of them a partner sees by its recruits comes with the recruits.

-- Legal entities that may buy a membership, each once in the whole system: the certain identities
-- (NTN, CNIC, member id) are unique. `partner_id` is today's holder; the history is seller_holders.
CREATE TABLE sellers (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^sel_[0-9a-f]{32}$'),
    name TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    city TEXT COLLATE "C" NOT NULL CHECK (length(city) BETWEEN 1 AND 100),
    phone TEXT COLLATE "C" CHECK (length(phone) BETWEEN 1 AND 32),
    email TEXT COLLATE "C"
        CHECK (length(email) BETWEEN 3 AND 254 AND email = lower(email) AND email LIKE '%_@_%'),
    ntn TEXT COLLATE "C" UNIQUE CHECK (ntn ~ '^[0-9]{7}-[0-9]$'),
    cnic TEXT COLLATE "C" UNIQUE CHECK (cnic ~ '^[0-9]{5}-[0-9]{7}-[0-9]$'),
    member_id TEXT COLLATE "C" UNIQUE CHECK (member_id ~ '^[A-Za-z0-9._/-]{1,64}$'),
    contact_name TEXT COLLATE "C" CHECK (length(contact_name) BETWEEN 1 AND 200),
    categories TEXT COLLATE "C" NOT NULL DEFAULT '[]'
        CHECK (length(categories) <= 4000 AND jsonb_typeof(categories::jsonb) = 'array'),
    star_rating INTEGER CHECK (star_rating BETWEEN 0 AND 5),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('prospect', 'active', 'lapsed', 'dormant')),
    partner_id TEXT COLLATE "C" REFERENCES partners (id),
    verified_on DATE CHECK (isfinite(verified_on)),
    membership_ends_on DATE CHECK (isfinite(membership_ends_on)),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at))
);

CREATE INDEX sellers_phone ON sellers (phone);

CREATE INDEX sellers_email ON sellers (email);

CREATE INDEX sellers_city_name ON sellers (city, name);

CREATE INDEX sellers_partner ON sellers (partner_id, id);

CREATE TRIGGER sellers_no_delete BEFORE DELETE OR TRUNCATE ON sellers
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('sellers_are_never_deleted');

ALTER TABLE sellers ENABLE ROW LEVEL SECURITY;
ALTER TABLE sellers FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON sellers FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY holder_reads ON sellers FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));
CREATE POLICY holder_changes ON sellers FOR UPDATE
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON sellers TO saathi_app;
