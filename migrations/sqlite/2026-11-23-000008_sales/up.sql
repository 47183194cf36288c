-- Products, rates, sales and refunds, and who holds a seller.

-- What the platform sells.
CREATE TABLE products (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'pro_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    code TEXT NOT NULL UNIQUE
        CHECK (
            octet_length(code) BETWEEN 1 AND 64 AND length(code) = octet_length(code)
            AND code NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200 AND instr(name, char(0)) = 0),
    kind TEXT NOT NULL CHECK (kind IN ('membership', 'add_on')),
    price_amount INTEGER NOT NULL CHECK (price_amount BETWEEN 0 AND 1000000000000000),
    price_currency TEXT NOT NULL
        CHECK (octet_length(price_currency) = 3 AND price_currency GLOB '[A-Z][A-Z][A-Z]'),
    term_months INTEGER CHECK (term_months BETWEEN 1 AND 1200),
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
    CHECK (kind = 'membership' OR term_months IS NULL)
) STRICT;

CREATE TRIGGER products_no_delete BEFORE DELETE ON products
BEGIN
    SELECT RAISE(ABORT, 'products_are_never_deleted');
END;

-- One unit of base is `rate` units of quote. A rate is a fact that periods were closed with: never
-- changed, and there is one of a day and pair.
CREATE TABLE exchange_rates (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'rat_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    date TEXT NOT NULL CHECK (date(date) IS date),
    base TEXT NOT NULL CHECK (octet_length(base) = 3 AND base GLOB '[A-Z][A-Z][A-Z]'),
    quote TEXT NOT NULL CHECK (octet_length(quote) = 3 AND quote GLOB '[A-Z][A-Z][A-Z]'),
    -- A decimal above 0 and up to 10^10 with at most ten decimals: too wide for 64 bits.
    rate TEXT NOT NULL
        CHECK (
            octet_length(rate) <= 22 AND rate GLOB '[0-9]*' AND rate NOT GLOB '*[^0-9.]*'
            AND rate NOT GLOB '*.*.*'
            AND rate NOT GLOB '*.' AND rate NOT GLOB '0[0-9]*' AND rate NOT GLOB '*.???????????*'
            AND length(rate) = octet_length(rate) AND CAST(rate AS REAL) > 0
            AND CAST(rate AS REAL) <= 10000000000
        ),
    created_by TEXT REFERENCES users (id),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    UNIQUE (date, base, quote),
    CHECK (base <> quote)
) STRICT;

-- The latest rate on or before a day.
CREATE INDEX exchange_rates_pair ON exchange_rates (base, quote, date);

CREATE TRIGGER exchange_rates_no_update BEFORE UPDATE ON exchange_rates
BEGIN
    SELECT RAISE(ABORT, 'exchange_rates_are_append_only');
END;

CREATE TRIGGER exchange_rates_no_delete BEFORE DELETE ON exchange_rates
BEGIN
    SELECT RAISE(ABORT, 'exchange_rates_are_append_only');
END;

-- One payment of a seller to the platform. Only a confirmed one earns, and whoever recorded it does
-- not confirm it; from then on its facts stand, and it can only be verified or made void.
CREATE TABLE sales (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'sal_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    external_id TEXT NOT NULL UNIQUE
        CHECK (
            octet_length(external_id) BETWEEN 1 AND 64 AND length(external_id) = octet_length(external_id)
            AND external_id NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    -- SHA-256 of the body as first recorded: the same again is the same sale, another is a conflict.
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    seller_id TEXT NOT NULL REFERENCES sellers (id),
    kind TEXT NOT NULL CHECK (kind IN ('new', 'renewal', 'upgrade', 'add_on')),
    product_id TEXT NOT NULL REFERENCES products (id),
    amount INTEGER NOT NULL CHECK (amount BETWEEN 0 AND 1000000000000000),
    currency TEXT NOT NULL CHECK (octet_length(currency) = 3 AND currency GLOB '[A-Z][A-Z][A-Z]'),
    paid_on TEXT NOT NULL CHECK (date(paid_on) IS paid_on),
    -- As it was when the sale was recorded; empty where nothing is known.
    source TEXT NOT NULL DEFAULT ''
        CHECK (length(source) BETWEEN 0 AND 100 AND instr(source, char(0)) = 0),
    city TEXT NOT NULL DEFAULT ''
        CHECK (length(city) BETWEEN 0 AND 100 AND instr(city, char(0)) = 0),
    event_id TEXT REFERENCES events (id),
    note TEXT CHECK (length(note) BETWEEN 0 AND 2000 AND instr(note, char(0)) = 0),
    verified_on TEXT CHECK (date(verified_on) IS verified_on),
    status TEXT NOT NULL CHECK (status IN ('recorded', 'confirmed', 'void')),
    recorded_by TEXT NOT NULL REFERENCES users (id),
    confirmed_by TEXT REFERENCES users (id),
    confirmed_at TEXT
        CHECK (
            datetime(substr(confirmed_at, 1, 19)) IS substr(confirmed_at, 1, 19)
            AND length(confirmed_at) IN (19, 23, 26)
            AND substr(confirmed_at, 20, 1) IN ('', '.') AND substr(confirmed_at, 21) NOT GLOB '*[^0-9]*'
        ),
    voided_by TEXT REFERENCES users (id),
    voided_at TEXT
        CHECK (
            datetime(substr(voided_at, 1, 19)) IS substr(voided_at, 1, 19) AND length(voided_at) IN (19, 23, 26)
            AND substr(voided_at, 20, 1) IN ('', '.') AND substr(voided_at, 21) NOT GLOB '*[^0-9]*'
        ),
    void_reason TEXT
        CHECK (length(void_reason) BETWEEN 1 AND 2000 AND instr(void_reason, char(0)) = 0),
    -- The recruit that this sale made won, for voiding to undo.
    recruit_id TEXT REFERENCES recruits (id),
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
    -- A refund is in its sale's currency by this key.
    UNIQUE (id, currency),
    CHECK (confirmed_by <> recorded_by),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK (status <> 'confirmed' OR confirmed_by IS NOT NULL),
    CHECK (status <> 'recorded' OR confirmed_by IS NULL),
    CHECK ((status = 'void') = (voided_by IS NOT NULL)),
    CHECK ((voided_by IS NULL) = (voided_at IS NULL)),
    CHECK ((voided_by IS NULL) = (void_reason IS NULL))
) STRICT;

CREATE INDEX sales_seller ON sales (seller_id, paid_on);

CREATE INDEX sales_paid ON sales (paid_on, external_id);

CREATE INDEX sales_status ON sales (status, paid_on);

CREATE INDEX sales_event ON sales (event_id);

CREATE INDEX sales_recruit ON sales (recruit_id);

-- What was confirmed stands.
CREATE TRIGGER sales_keep BEFORE UPDATE ON sales
WHEN OLD.status <> 'recorded' AND (
    OLD.id, OLD.external_id, OLD.seller_id, OLD.kind, OLD.product_id, OLD.amount,
    OLD.currency, OLD.paid_on, OLD.source, OLD.city, OLD.event_id, OLD.fingerprint,
    OLD.recorded_by, OLD.created_at
) IS NOT (
    NEW.id, NEW.external_id, NEW.seller_id, NEW.kind, NEW.product_id, NEW.amount,
    NEW.currency, NEW.paid_on, NEW.source, NEW.city, NEW.event_id, NEW.fingerprint,
    NEW.recorded_by, NEW.created_at
)
BEGIN
    SELECT RAISE(ABORT, 'sales_are_frozen');
END;

CREATE TRIGGER sales_keep_origin BEFORE UPDATE ON sales
WHEN (
    OLD.id, OLD.external_id, OLD.fingerprint, OLD.recorded_by, OLD.created_at
) IS NOT (
    NEW.id, NEW.external_id, NEW.fingerprint, NEW.recorded_by, NEW.created_at
)
BEGIN
    SELECT RAISE(ABORT, 'sales_keep_their_origin');
END;

CREATE TRIGGER sales_keep_confirmation BEFORE UPDATE ON sales
WHEN OLD.confirmed_by IS NOT NULL AND (
    OLD.confirmed_by, OLD.confirmed_at
) IS NOT (
    NEW.confirmed_by, NEW.confirmed_at
)
BEGIN
    SELECT RAISE(ABORT, 'sales_are_frozen');
END;

-- A void sale is closed, and a confirmed one does not go back to be changed.
CREATE TRIGGER sales_status_forward BEFORE UPDATE ON sales
WHEN OLD.status = 'void' OR OLD.status = 'confirmed' AND NEW.status = 'recorded'
BEGIN
    SELECT RAISE(ABORT, 'sales_status_only_moves_forward');
END;

CREATE TRIGGER sales_no_delete BEFORE DELETE ON sales
BEGIN
    SELECT RAISE(ABORT, 'sales_are_never_deleted');
END;

-- Whose sale it was, in the order that decides who gets the unit left over. Always written, also where
-- the sale was recorded without. That the shares add up to 100 is the code's to see.
CREATE TABLE sale_credits (
    sale_id TEXT NOT NULL REFERENCES sales (id),
    partner_id TEXT NOT NULL REFERENCES partners (id),
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 19),
    share_parts INTEGER NOT NULL CHECK (share_parts BETWEEN 1 AND 100000000),
    PRIMARY KEY (sale_id, partner_id),
    UNIQUE (sale_id, position)
) STRICT;

CREATE INDEX sale_credits_partner ON sale_credits (partner_id, sale_id);

-- Shares are the sale's facts too: they change until it is confirmed.
CREATE TRIGGER sale_credits_stay BEFORE UPDATE ON sale_credits
WHEN NEW.sale_id <> OLD.sale_id
BEGIN
    SELECT RAISE(ABORT, 'sale_credits_are_frozen');
END;

CREATE TRIGGER sale_credits_frozen_insert BEFORE INSERT ON sale_credits
WHEN (SELECT s.status FROM sales AS s WHERE s.id = NEW.sale_id) <> 'recorded'
BEGIN
    SELECT RAISE(ABORT, 'sale_credits_are_frozen');
END;

CREATE TRIGGER sale_credits_frozen_update BEFORE UPDATE ON sale_credits
WHEN (SELECT s.status FROM sales AS s WHERE s.id = OLD.sale_id) <> 'recorded'
BEGIN
    SELECT RAISE(ABORT, 'sale_credits_are_frozen');
END;

CREATE TRIGGER sale_credits_frozen_delete BEFORE DELETE ON sale_credits
WHEN (SELECT s.status FROM sales AS s WHERE s.id = OLD.sale_id) <> 'recorded'
BEGIN
    SELECT RAISE(ABORT, 'sale_credits_are_frozen');
END;

-- What a seller got back. A wrong one is made void, never changed.
CREATE TABLE refunds (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'ref_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    external_id TEXT NOT NULL UNIQUE
        CHECK (
            octet_length(external_id) BETWEEN 1 AND 64 AND length(external_id) = octet_length(external_id)
            AND external_id NOT GLOB '*[^A-Za-z0-9._/-]*'
        ),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    sale_id TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 1000000000000000),
    currency TEXT NOT NULL CHECK (octet_length(currency) = 3 AND currency GLOB '[A-Z][A-Z][A-Z]'),
    refunded_on TEXT NOT NULL CHECK (date(refunded_on) IS refunded_on),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000 AND instr(reason, char(0)) = 0),
    status TEXT NOT NULL CHECK (status IN ('recorded', 'void')),
    recorded_by TEXT NOT NULL REFERENCES users (id),
    voided_by TEXT REFERENCES users (id),
    voided_at TEXT
        CHECK (
            datetime(substr(voided_at, 1, 19)) IS substr(voided_at, 1, 19) AND length(voided_at) IN (19, 23, 26)
            AND substr(voided_at, 20, 1) IN ('', '.') AND substr(voided_at, 21) NOT GLOB '*[^0-9]*'
        ),
    void_reason TEXT
        CHECK (length(void_reason) BETWEEN 1 AND 2000 AND instr(void_reason, char(0)) = 0),
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
    FOREIGN KEY (sale_id, currency) REFERENCES sales (id, currency),
    CHECK ((status = 'void') = (voided_by IS NOT NULL)),
    CHECK ((voided_by IS NULL) = (voided_at IS NULL)),
    CHECK ((voided_by IS NULL) = (void_reason IS NULL))
) STRICT;

CREATE INDEX refunds_sale ON refunds (sale_id);

-- The refunds of a sale never exceed its amount, and none is earlier than the payment.
CREATE TRIGGER refunds_fit_their_sale BEFORE INSERT ON refunds
BEGIN
    SELECT RAISE(ABORT, 'refunds_fit_their_sale')
    FROM sales AS s
    WHERE s.id = NEW.sale_id AND (
        NEW.refunded_on < s.paid_on
        OR NEW.amount > s.amount - (
            SELECT coalesce(sum(r.amount), 0) FROM refunds AS r
            WHERE r.sale_id = NEW.sale_id AND r.status = 'recorded'
        )
    );
END;

CREATE TRIGGER refunds_keep BEFORE UPDATE ON refunds
WHEN (
    OLD.id, OLD.external_id, OLD.fingerprint, OLD.sale_id, OLD.amount, OLD.currency,
    OLD.refunded_on, OLD.reason, OLD.recorded_by, OLD.created_at
) IS NOT (
    NEW.id, NEW.external_id, NEW.fingerprint, NEW.sale_id, NEW.amount, NEW.currency,
    NEW.refunded_on, NEW.reason, NEW.recorded_by, NEW.created_at
)
BEGIN
    SELECT RAISE(ABORT, 'refunds_are_frozen');
END;

CREATE TRIGGER refunds_stay_void BEFORE UPDATE ON refunds
WHEN OLD.status = 'void'
BEGIN
    SELECT RAISE(ABORT, 'refunds_are_frozen');
END;

CREATE TRIGGER refunds_no_delete BEFORE DELETE ON refunds
BEGIN
    SELECT RAISE(ABORT, 'refunds_are_never_deleted');
END;

-- Who held a seller, from a day until, and not on, another: one open row for a seller, and no two at
-- once. A change of holder closes a row and opens one; the past is not rewritten.
CREATE TABLE seller_holders (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    seller_id TEXT NOT NULL REFERENCES sellers (id),
    partner_id TEXT NOT NULL REFERENCES partners (id),
    from_on TEXT NOT NULL CHECK (date(from_on) IS from_on),
    until_on TEXT CHECK (date(until_on) IS until_on),
    -- The sale that made the partner the holder; null is a transfer.
    sale_id TEXT REFERENCES sales (id),
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 2000 AND instr(reason, char(0)) = 0),
    created_by TEXT REFERENCES users (id),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    closed_reason TEXT
        CHECK (length(closed_reason) BETWEEN 1 AND 2000 AND instr(closed_reason, char(0)) = 0),
    closed_by TEXT REFERENCES users (id),
    closed_at TEXT
        CHECK (
            datetime(substr(closed_at, 1, 19)) IS substr(closed_at, 1, 19) AND length(closed_at) IN (19, 23, 26)
            AND substr(closed_at, 20, 1) IN ('', '.') AND substr(closed_at, 21) NOT GLOB '*[^0-9]*'
        ),
    CHECK (until_on >= from_on)
) STRICT;

-- One holder of a seller at any time.
CREATE UNIQUE INDEX seller_holders_one_open ON seller_holders (seller_id)
    WHERE until_on IS NULL;

CREATE INDEX seller_holders_seller ON seller_holders (seller_id, from_on);

CREATE INDEX seller_holders_partner ON seller_holders (partner_id);

-- The times of a seller's holders never overlap; a row that ends on its first day held nothing.
CREATE TRIGGER seller_holders_do_not_overlap BEFORE INSERT ON seller_holders
BEGIN
    SELECT RAISE(ABORT, 'seller_holders_do_not_overlap')
    WHERE EXISTS (
        SELECT 1 FROM seller_holders AS h
        WHERE h.seller_id = NEW.seller_id
            AND h.from_on < coalesce(NEW.until_on, '9999-12-31')
            AND NEW.from_on < coalesce(h.until_on, '9999-12-31')
            AND h.from_on IS NOT h.until_on AND NEW.from_on IS NOT NEW.until_on
    );
END;

-- A row can only be closed, or closed earlier.
CREATE TRIGGER seller_holders_only_close BEFORE UPDATE ON seller_holders
WHEN (
    OLD.seq, OLD.seller_id, OLD.partner_id, OLD.from_on, OLD.sale_id, OLD.reason,
    OLD.created_by, OLD.created_at
) IS NOT (
    NEW.seq, NEW.seller_id, NEW.partner_id, NEW.from_on, NEW.sale_id, NEW.reason,
    NEW.created_by, NEW.created_at
)
OR NEW.until_on IS NULL OR NEW.until_on > coalesce(OLD.until_on, NEW.until_on)
BEGIN
    SELECT RAISE(ABORT, 'seller_holders_only_close');
END;

CREATE TRIGGER seller_holders_no_delete BEFORE DELETE ON seller_holders
BEGIN
    SELECT RAISE(ABORT, 'seller_holders_are_never_deleted');
END;
