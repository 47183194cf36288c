-- Products, rates, sales and refunds, and who holds a seller.

-- What the platform sells.
CREATE TABLE products (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^pro_[0-9a-f]{32}$'),
    code TEXT COLLATE "C" NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9._/-]{1,64}$'),
    name TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('membership', 'add_on')),
    price_amount BIGINT NOT NULL CHECK (price_amount BETWEEN 0 AND 1000000000000000),
    price_currency TEXT COLLATE "C" NOT NULL CHECK (price_currency ~ '^[A-Z]{3}$'),
    term_months INTEGER CHECK (term_months BETWEEN 1 AND 1200),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    CHECK (kind = 'membership' OR term_months IS NULL)
);

CREATE TRIGGER products_no_delete BEFORE DELETE OR TRUNCATE ON products
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('products_are_never_deleted');

GRANT SELECT, INSERT, UPDATE ON products TO saathi_app;

-- One unit of base is `rate` units of quote. A rate is a fact that periods were closed with: never
-- changed, and there is one of a day and pair.
CREATE TABLE exchange_rates (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^rat_[0-9a-f]{32}$'),
    date DATE NOT NULL CHECK (isfinite(date)),
    base TEXT COLLATE "C" NOT NULL CHECK (base ~ '^[A-Z]{3}$'),
    quote TEXT COLLATE "C" NOT NULL CHECK (quote ~ '^[A-Z]{3}$'),
    -- A decimal above 0 and up to 10^10 with at most ten decimals: too wide for 64 bits.
    rate TEXT COLLATE "C" NOT NULL
        CHECK (
            CASE WHEN rate ~ '^(0|[1-9][0-9]{0,10})([.][0-9]{1,10})?$'
            THEN rate::numeric > 0 AND rate::numeric <= 10000000000 ELSE false END
        ),
    created_by TEXT COLLATE "C" REFERENCES users (id),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    UNIQUE (date, base, quote),
    CHECK (base <> quote)
);

-- The latest rate on or before a day.
CREATE INDEX exchange_rates_pair ON exchange_rates (base, quote, date);

CREATE TRIGGER exchange_rates_no_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON exchange_rates
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('exchange_rates_are_append_only');

GRANT SELECT, INSERT ON exchange_rates TO saathi_app;

-- One payment of a seller to the platform. Only a confirmed one earns, and whoever recorded it does
-- not confirm it; from then on its facts stand, and it can only be verified or made void.
CREATE TABLE sales (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^sal_[0-9a-f]{32}$'),
    external_id TEXT COLLATE "C" NOT NULL UNIQUE CHECK (external_id ~ '^[A-Za-z0-9._/-]{1,64}$'),
    -- SHA-256 of the body as first recorded: the same again is the same sale, another is a conflict.
    fingerprint BYTEA NOT NULL CHECK (length(fingerprint) = 32),
    seller_id TEXT COLLATE "C" NOT NULL REFERENCES sellers (id),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('new', 'renewal', 'upgrade', 'add_on')),
    product_id TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    amount BIGINT NOT NULL CHECK (amount BETWEEN 0 AND 1000000000000000),
    currency TEXT COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    paid_on DATE NOT NULL CHECK (isfinite(paid_on)),
    -- As it was when the sale was recorded; empty where nothing is known.
    source TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (length(source) BETWEEN 0 AND 100),
    city TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (length(city) BETWEEN 0 AND 100),
    event_id TEXT COLLATE "C" REFERENCES events (id),
    note TEXT COLLATE "C" CHECK (length(note) BETWEEN 0 AND 2000),
    verified_on DATE CHECK (isfinite(verified_on)),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('recorded', 'confirmed', 'void')),
    recorded_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    confirmed_by TEXT COLLATE "C" REFERENCES users (id),
    confirmed_at TIMESTAMP CHECK (isfinite(confirmed_at)),
    voided_by TEXT COLLATE "C" REFERENCES users (id),
    voided_at TIMESTAMP CHECK (isfinite(voided_at)),
    void_reason TEXT COLLATE "C" CHECK (length(void_reason) BETWEEN 1 AND 2000),
    -- The recruit that this sale made won, for voiding to undo.
    recruit_id TEXT COLLATE "C" REFERENCES recruits (id),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    -- A refund is in its sale's currency by this key.
    UNIQUE (id, currency),
    CHECK (confirmed_by <> recorded_by),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK (status <> 'confirmed' OR confirmed_by IS NOT NULL),
    CHECK (status <> 'recorded' OR confirmed_by IS NULL),
    CHECK ((status = 'void') = (voided_by IS NOT NULL)),
    CHECK ((voided_by IS NULL) = (voided_at IS NULL)),
    CHECK ((voided_by IS NULL) = (void_reason IS NULL))
);

CREATE INDEX sales_seller ON sales (seller_id, paid_on);

CREATE INDEX sales_paid ON sales (paid_on, external_id);

CREATE INDEX sales_status ON sales (status, paid_on);

CREATE INDEX sales_event ON sales (event_id);

CREATE INDEX sales_recruit ON sales (recruit_id);

-- What was confirmed stands.
CREATE TRIGGER sales_keep BEFORE UPDATE ON sales
    FOR EACH ROW WHEN (OLD.status <> 'recorded' AND (
        OLD.id, OLD.external_id, OLD.seller_id, OLD.kind, OLD.product_id, OLD.amount,
        OLD.currency, OLD.paid_on, OLD.source, OLD.city, OLD.event_id, OLD.fingerprint,
        OLD.recorded_by, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.external_id, NEW.seller_id, NEW.kind, NEW.product_id, NEW.amount,
        NEW.currency, NEW.paid_on, NEW.source, NEW.city, NEW.event_id, NEW.fingerprint,
        NEW.recorded_by, NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('sales_are_frozen');

CREATE TRIGGER sales_keep_origin BEFORE UPDATE ON sales
    FOR EACH ROW WHEN ((
        OLD.id, OLD.external_id, OLD.fingerprint, OLD.recorded_by, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.external_id, NEW.fingerprint, NEW.recorded_by, NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('sales_keep_their_origin');

CREATE TRIGGER sales_keep_confirmation BEFORE UPDATE ON sales
    FOR EACH ROW WHEN (OLD.confirmed_by IS NOT NULL AND (
        OLD.confirmed_by, OLD.confirmed_at
    ) IS DISTINCT FROM (
        NEW.confirmed_by, NEW.confirmed_at
    ))
    EXECUTE FUNCTION saathi_refuse('sales_are_frozen');

-- A void sale is closed, and a confirmed one does not go back to be changed.
CREATE TRIGGER sales_status_forward BEFORE UPDATE ON sales
    FOR EACH ROW WHEN (OLD.status = 'void' OR OLD.status = 'confirmed' AND NEW.status = 'recorded')
    EXECUTE FUNCTION saathi_refuse('sales_status_only_moves_forward');

CREATE TRIGGER sales_no_delete BEFORE DELETE OR TRUNCATE ON sales
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('sales_are_never_deleted');

ALTER TABLE sales ENABLE ROW LEVEL SECURITY;
ALTER TABLE sales FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON sales FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT, UPDATE ON sales TO saathi_app;

-- Whose sale it was, in the order that decides who gets the unit left over. Always written, also where
-- the sale was recorded without. That the shares add up to 100 is the code's to see.
CREATE TABLE sale_credits (
    sale_id TEXT COLLATE "C" NOT NULL REFERENCES sales (id),
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 19),
    share_parts INTEGER NOT NULL CHECK (share_parts BETWEEN 1 AND 100000000),
    PRIMARY KEY (sale_id, partner_id),
    UNIQUE (sale_id, position)
);

CREATE INDEX sale_credits_partner ON sale_credits (partner_id, sale_id);

-- Shares are the sale's facts too: they change until it is confirmed.
CREATE FUNCTION saathi_freeze_sale_credits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sale text := CASE WHEN TG_OP = 'INSERT' THEN NEW.sale_id ELSE OLD.sale_id END;
    state text;
BEGIN
    -- The lock makes this wait for a confirmation under way, and a confirmation wait for this.
    SELECT s.status INTO state FROM sales AS s WHERE s.id = sale FOR SHARE;
    IF state <> 'recorded' OR TG_OP = 'UPDATE' AND NEW.sale_id <> OLD.sale_id THEN
        RAISE EXCEPTION 'sale_credits_are_frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;

CREATE TRIGGER sale_credits_frozen BEFORE INSERT OR UPDATE OR DELETE ON sale_credits
    FOR EACH ROW EXECUTE FUNCTION saathi_freeze_sale_credits();

CREATE TRIGGER sale_credits_no_truncate BEFORE TRUNCATE ON sale_credits
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('sale_credits_are_frozen');

CREATE POLICY credited_reads ON sales FOR SELECT
    USING (EXISTS (
        SELECT 1 FROM sale_credits AS c WHERE c.sale_id = sales.id AND c.partner_id = (SELECT saathi_scope())
    ));

ALTER TABLE sale_credits ENABLE ROW LEVEL SECURITY;
ALTER TABLE sale_credits FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON sale_credits FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON sale_credits FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE, DELETE ON sale_credits TO saathi_app;

-- What a seller got back. A wrong one is made void, never changed.
CREATE TABLE refunds (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id ~ '^ref_[0-9a-f]{32}$'),
    external_id TEXT COLLATE "C" NOT NULL UNIQUE CHECK (external_id ~ '^[A-Za-z0-9._/-]{1,64}$'),
    fingerprint BYTEA NOT NULL CHECK (length(fingerprint) = 32),
    sale_id TEXT COLLATE "C" NOT NULL,
    amount BIGINT NOT NULL CHECK (amount BETWEEN 1 AND 1000000000000000),
    currency TEXT COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    refunded_on DATE NOT NULL CHECK (isfinite(refunded_on)),
    reason TEXT COLLATE "C" NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('recorded', 'void')),
    recorded_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    voided_by TEXT COLLATE "C" REFERENCES users (id),
    voided_at TIMESTAMP CHECK (isfinite(voided_at)),
    void_reason TEXT COLLATE "C" CHECK (length(void_reason) BETWEEN 1 AND 2000),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 2147483647),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    updated_at TIMESTAMP NOT NULL CHECK (isfinite(updated_at)),
    FOREIGN KEY (sale_id, currency) REFERENCES sales (id, currency),
    CHECK ((status = 'void') = (voided_by IS NOT NULL)),
    CHECK ((voided_by IS NULL) = (voided_at IS NULL)),
    CHECK ((voided_by IS NULL) = (void_reason IS NULL))
);

CREATE INDEX refunds_sale ON refunds (sale_id);

-- The refunds of a sale never exceed its amount, and none is earlier than the payment. The lock on
-- the sale makes two refunds wait for each other.
CREATE FUNCTION saathi_refunds_fit_their_sale() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sale sales%ROWTYPE;
    refunded numeric;
BEGIN
    SELECT * INTO sale FROM sales AS s WHERE s.id = NEW.sale_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(r.amount), 0) INTO refunded FROM refunds AS r
        WHERE r.sale_id = NEW.sale_id AND r.status = 'recorded';
    IF NEW.refunded_on < sale.paid_on OR NEW.amount > sale.amount - refunded THEN
        RAISE EXCEPTION 'refunds_fit_their_sale' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER refunds_fit_their_sale BEFORE INSERT ON refunds
    FOR EACH ROW EXECUTE FUNCTION saathi_refunds_fit_their_sale();

CREATE TRIGGER refunds_keep BEFORE UPDATE ON refunds
    FOR EACH ROW WHEN ((
        OLD.id, OLD.external_id, OLD.fingerprint, OLD.sale_id, OLD.amount, OLD.currency,
        OLD.refunded_on, OLD.reason, OLD.recorded_by, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.external_id, NEW.fingerprint, NEW.sale_id, NEW.amount, NEW.currency,
        NEW.refunded_on, NEW.reason, NEW.recorded_by, NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('refunds_are_frozen');

CREATE TRIGGER refunds_stay_void BEFORE UPDATE ON refunds
    FOR EACH ROW WHEN (OLD.status = 'void')
    EXECUTE FUNCTION saathi_refuse('refunds_are_frozen');

CREATE TRIGGER refunds_no_delete BEFORE DELETE OR TRUNCATE ON refunds
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('refunds_are_never_deleted');

ALTER TABLE refunds ENABLE ROW LEVEL SECURITY;
ALTER TABLE refunds FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON refunds FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY credited_reads ON refunds FOR SELECT
    USING (EXISTS (
        SELECT 1 FROM sale_credits AS c
        WHERE c.sale_id = refunds.sale_id AND c.partner_id = (SELECT saathi_scope())
    ));

GRANT SELECT, INSERT, UPDATE ON refunds TO saathi_app;

-- Who held a seller, from a day until, and not on, another: one open row for a seller, and no two at
-- once. A change of holder closes a row and opens one; the past is not rewritten.
CREATE TABLE seller_holders (
    seq BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    seller_id TEXT COLLATE "C" NOT NULL REFERENCES sellers (id),
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    from_on DATE NOT NULL CHECK (isfinite(from_on)),
    until_on DATE CHECK (isfinite(until_on)),
    -- The sale that made the partner the holder; null is a transfer.
    sale_id TEXT COLLATE "C" REFERENCES sales (id),
    reason TEXT COLLATE "C" CHECK (length(reason) BETWEEN 1 AND 2000),
    created_by TEXT COLLATE "C" REFERENCES users (id),
    created_at TIMESTAMP NOT NULL CHECK (isfinite(created_at)),
    closed_reason TEXT COLLATE "C" CHECK (length(closed_reason) BETWEEN 1 AND 2000),
    closed_by TEXT COLLATE "C" REFERENCES users (id),
    closed_at TIMESTAMP CHECK (isfinite(closed_at)),
    CHECK (until_on >= from_on),
    CONSTRAINT seller_holders_do_not_overlap EXCLUDE USING gist (
        saathi_text_range(seller_id, seller_id, '[]') WITH &&,
        daterange(from_on, until_on) WITH &&
    )
);

-- One holder of a seller at any time.
CREATE UNIQUE INDEX seller_holders_one_open ON seller_holders (seller_id)
    WHERE until_on IS NULL;

CREATE INDEX seller_holders_seller ON seller_holders (seller_id, from_on);

CREATE INDEX seller_holders_partner ON seller_holders (partner_id);

-- A row can only be closed, or closed earlier.
CREATE TRIGGER seller_holders_only_close BEFORE UPDATE ON seller_holders
    FOR EACH ROW WHEN ((
    OLD.seq, OLD.seller_id, OLD.partner_id, OLD.from_on, OLD.sale_id, OLD.reason,
    OLD.created_by, OLD.created_at
) IS DISTINCT FROM (
    NEW.seq, NEW.seller_id, NEW.partner_id, NEW.from_on, NEW.sale_id, NEW.reason,
    NEW.created_by, NEW.created_at
)
OR NEW.until_on IS NULL OR NEW.until_on > coalesce(OLD.until_on, NEW.until_on))
    EXECUTE FUNCTION saathi_refuse('seller_holders_only_close');

CREATE TRIGGER seller_holders_no_delete BEFORE DELETE OR TRUNCATE ON seller_holders
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('seller_holders_are_never_deleted');

ALTER TABLE seller_holders ENABLE ROW LEVEL SECURITY;
ALTER TABLE seller_holders FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON seller_holders FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON seller_holders FOR SELECT
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE ON seller_holders TO saathi_app;
