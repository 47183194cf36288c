-- Sellers. Which of them a partner sees by its recruits comes with the recruits.

-- Legal entities that may buy a membership, each once in the whole system: the certain identities
-- (NTN, CNIC, member id) are unique. `partner_id` is today's holder; the history is seller_holders.
CREATE TABLE sellers (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'sel_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200 AND instr(name, char(0)) = 0),
    city TEXT NOT NULL CHECK (length(city) BETWEEN 1 AND 100 AND instr(city, char(0)) = 0),
    phone TEXT CHECK (length(phone) BETWEEN 1 AND 32 AND instr(phone, char(0)) = 0),
    email TEXT
        CHECK (
            length(email) BETWEEN 3 AND 254 AND email = lower(email) AND email LIKE '%_@_%'
            AND instr(email, char(0)) = 0
        ),
    ntn TEXT UNIQUE
        CHECK (octet_length(ntn) = 9 AND ntn GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9]'),
    cnic TEXT UNIQUE
        CHECK (
            octet_length(cnic) = 15
            AND cnic GLOB '[0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9]'
        ),
    member_id TEXT UNIQUE
        CHECK (
            octet_length(member_id) BETWEEN 1 AND 64 AND length(member_id) = octet_length(member_id)
            AND member_id NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    contact_name TEXT
        CHECK (length(contact_name) BETWEEN 1 AND 200 AND instr(contact_name, char(0)) = 0),
    categories TEXT NOT NULL DEFAULT '[]'
        CHECK (
            length(categories) <= 4000
            AND CASE WHEN json_valid(categories) THEN json_type(categories) = 'array' ELSE 0 END
        ),
    star_rating INTEGER CHECK (star_rating BETWEEN 0 AND 5),
    status TEXT NOT NULL CHECK (status IN ('prospect', 'active', 'lapsed', 'dormant')),
    partner_id TEXT REFERENCES partners (id),
    verified_on TEXT CHECK (date(verified_on) IS verified_on),
    membership_ends_on TEXT CHECK (date(membership_ends_on) IS membership_ends_on),
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
        )
) STRICT;

CREATE INDEX sellers_phone ON sellers (phone);

CREATE INDEX sellers_email ON sellers (email);

CREATE INDEX sellers_city_name ON sellers (city, name);

CREATE INDEX sellers_partner ON sellers (partner_id, id);

CREATE TRIGGER sellers_no_delete BEFORE DELETE ON sellers
BEGIN
    SELECT RAISE(ABORT, 'sellers_are_never_deleted');
END;
