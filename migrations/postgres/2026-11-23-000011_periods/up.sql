-- Closed periods.

-- A period is closed once and for ever; one that has no row here is open.
CREATE TABLE periods (
    period TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    closed_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    closed_at TIMESTAMP NOT NULL CHECK (isfinite(closed_at)),
    -- The last of the changes of facts that it has taken in.
    facts_through BIGINT NOT NULL CHECK (facts_through BETWEEN 0 AND 1000000000000000),
    entries INTEGER NOT NULL CHECK (entries BETWEEN 0 AND 2147483647),
    statements INTEGER NOT NULL CHECK (statements BETWEEN 0 AND 2147483647),
    -- SHA-256 of its entries as CSV.
    fingerprint BYTEA NOT NULL CHECK (length(fingerprint) = 32)
);

-- After the first one, each follows the one before it.
CREATE FUNCTION saathi_periods_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last text;
BEGIN
    SELECT max(p.period) INTO last FROM periods AS p;
    IF NEW.period <> to_char(to_date(last, 'YYYY-MM') + interval '1 month', 'YYYY-MM') THEN
        RAISE EXCEPTION 'periods_close_in_order' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER periods_in_order BEFORE INSERT ON periods
    FOR EACH ROW EXECUTE FUNCTION saathi_periods_in_order();

CREATE TRIGGER periods_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON periods
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('periods_are_append_only');

GRANT SELECT, INSERT ON periods TO saathi_app;

-- Sales that somebody left out of a close, and why; the next one takes them in.
CREATE TABLE left_out_sales (
    period TEXT COLLATE "C" NOT NULL REFERENCES periods (period),
    sale_id TEXT COLLATE "C" NOT NULL REFERENCES sales (id),
    reason TEXT COLLATE "C" NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    PRIMARY KEY (period, sale_id)
);

CREATE INDEX left_out_sales_sale ON left_out_sales (sale_id);

CREATE TRIGGER left_out_sales_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON left_out_sales
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('left_out_sales_are_append_only');

ALTER TABLE left_out_sales ENABLE ROW LEVEL SECURITY;
ALTER TABLE left_out_sales FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON left_out_sales FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT ON left_out_sales TO saathi_app;
