-- Closed periods.

-- A period is closed once and for ever; one that has no row here is open.
CREATE TABLE periods (
    period TEXT NOT NULL PRIMARY KEY
        CHECK (octet_length(period) = 7 AND date(period || '-01') IS period || '-01'),
    closed_by TEXT NOT NULL REFERENCES users (id),
    closed_at TEXT NOT NULL
        CHECK (
            datetime(substr(closed_at, 1, 19)) IS substr(closed_at, 1, 19)
            AND length(closed_at) IN (19, 23, 26)
            AND substr(closed_at, 20, 1) IN ('', '.') AND substr(closed_at, 21) NOT GLOB '*[^0-9]*'
        ),
    -- The last of the changes of facts that it has taken in.
    facts_through INTEGER NOT NULL CHECK (facts_through BETWEEN 0 AND 1000000000000000),
    entries INTEGER NOT NULL CHECK (entries BETWEEN 0 AND 2147483647),
    statements INTEGER NOT NULL CHECK (statements BETWEEN 0 AND 2147483647),
    -- SHA-256 of its entries as CSV.
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32)
) STRICT;

-- After the first one, each follows the one before it.
CREATE TRIGGER periods_in_order BEFORE INSERT ON periods
BEGIN
    SELECT RAISE(ABORT, 'periods_close_in_order')
    FROM (SELECT max(period) AS last FROM periods)
    WHERE NEW.period <> strftime('%Y-%m', last || '-01', '+1 month');
END;

CREATE TRIGGER periods_no_update BEFORE UPDATE ON periods
BEGIN
    SELECT RAISE(ABORT, 'periods_are_append_only');
END;

CREATE TRIGGER periods_no_delete BEFORE DELETE ON periods
BEGIN
    SELECT RAISE(ABORT, 'periods_are_append_only');
END;

-- Sales that somebody left out of a close, and why; the next one takes them in.
CREATE TABLE left_out_sales (
    period TEXT NOT NULL REFERENCES periods (period),
    sale_id TEXT NOT NULL REFERENCES sales (id),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000 AND instr(reason, char(0)) = 0),
    PRIMARY KEY (period, sale_id)
) STRICT;

CREATE INDEX left_out_sales_sale ON left_out_sales (sale_id);

CREATE TRIGGER left_out_sales_no_update BEFORE UPDATE ON left_out_sales
BEGIN
    SELECT RAISE(ABORT, 'left_out_sales_are_append_only');
END;

CREATE TRIGGER left_out_sales_no_delete BEFORE DELETE ON left_out_sales
BEGIN
    SELECT RAISE(ABORT, 'left_out_sales_are_append_only');
END;
