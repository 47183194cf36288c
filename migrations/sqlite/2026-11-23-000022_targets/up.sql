-- What a partner is to reach in a month; without a row, nothing was agreed.
CREATE TABLE targets (
    id TEXT NOT NULL PRIMARY KEY
        CHECK (
            octet_length(id) = 36 AND length(id) = 36 AND id GLOB 'tgt_*'
            AND substr(id, 5) NOT GLOB '*[^0-9a-f]*'
        ),
    partner_id TEXT NOT NULL REFERENCES partners (id),
    month TEXT NOT NULL
        CHECK (length(month) = 7 AND date(month || '-01') IS month || '-01'),
    recruits INTEGER NOT NULL CHECK (recruits BETWEEN 0 AND 1000000),
    new_sales INTEGER NOT NULL CHECK (new_sales BETWEEN 0 AND 1000000),
    renewal_sales INTEGER NOT NULL CHECK (renewal_sales BETWEEN 0 AND 1000000),
    set_by TEXT NOT NULL REFERENCES users (id),
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
    UNIQUE (partner_id, month)
) STRICT;

CREATE TRIGGER targets_keep BEFORE UPDATE ON targets
WHEN (OLD.id, OLD.partner_id, OLD.month, OLD.created_at)
    IS NOT (NEW.id, NEW.partner_id, NEW.month, NEW.created_at)
BEGIN
    SELECT RAISE(ABORT, 'targets_keep_their_month');
END;

CREATE TRIGGER targets_no_delete BEFORE DELETE ON targets
BEGIN
    SELECT RAISE(ABORT, 'targets_are_never_deleted');
END;
