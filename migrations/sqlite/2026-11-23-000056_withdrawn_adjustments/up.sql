-- A draft that nobody approved can be withdrawn; it stays so, and is paid by nothing.
ALTER TABLE adjustments ADD COLUMN withdrawn_at TEXT
    CHECK (
        datetime(substr(withdrawn_at, 1, 19)) IS substr(withdrawn_at, 1, 19)
        AND length(withdrawn_at) IN (19, 23, 26)
        AND substr(withdrawn_at, 20, 1) IN ('', '.') AND substr(withdrawn_at, 21) NOT GLOB '*[^0-9]*'
    )
    CHECK (withdrawn_at IS NULL OR approved_at IS NULL);

DROP TRIGGER adjustments_keep;

CREATE TRIGGER adjustments_keep BEFORE UPDATE ON adjustments
WHEN OLD.approved_by IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR (
    OLD.id, OLD.partner_id, OLD.period, OLD.amount, OLD.currency, OLD.reason, OLD.prepared_by,
    OLD.created_at
) IS NOT (
    NEW.id, NEW.partner_id, NEW.period, NEW.amount, NEW.currency, NEW.reason, NEW.prepared_by,
    NEW.created_at
)
BEGIN
    SELECT RAISE(ABORT, 'adjustments_are_frozen');
END;
