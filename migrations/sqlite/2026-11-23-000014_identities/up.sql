-- By what sellers are found again, and corrections that wait for a second person.

-- Keys of how a seller's name sounds in its city: whoever shares one is compared. They are made of the
-- seller's name and change with it.
CREATE TABLE seller_keys (
    seller_id TEXT NOT NULL REFERENCES sellers (id),
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 400 AND instr(key, char(0)) = 0),
    PRIMARY KEY (seller_id, key)
) STRICT;

CREATE INDEX seller_keys_key ON seller_keys (key);

-- The day of verification that somebody wants in place of the one that is there. It holds once another
-- person says the same; a later wish replaces it.
CREATE TABLE seller_corrections (
    seller_id TEXT NOT NULL PRIMARY KEY REFERENCES sellers (id),
    verified_on TEXT CHECK (date(verified_on) IS verified_on),
    proposed_by TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        )
) STRICT;
