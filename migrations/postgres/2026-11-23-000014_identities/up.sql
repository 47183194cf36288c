-- By what sellers are found again, and corrections that wait for a second person.

-- Keys of how a seller's name sounds in its city: whoever shares one is compared. They are made of the
-- seller's name and change with it.
CREATE TABLE seller_keys (
    seller_id TEXT COLLATE "C" NOT NULL REFERENCES sellers (id),
    key TEXT COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 400),
    PRIMARY KEY (seller_id, key)
);

CREATE INDEX seller_keys_key ON seller_keys (key);

ALTER TABLE seller_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE seller_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON seller_keys FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT, DELETE ON seller_keys TO saathi_app;

-- The day of verification that somebody wants in place of the one that is there. It holds once another
-- person says the same; a later wish replaces it.
CREATE TABLE seller_corrections (
    seller_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES sellers (id),
    verified_on DATE CHECK (isfinite(verified_on)),
    proposed_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at))
);

ALTER TABLE seller_corrections ENABLE ROW LEVEL SECURITY;
ALTER TABLE seller_corrections FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON seller_corrections FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT, DELETE ON seller_corrections TO saathi_app;
