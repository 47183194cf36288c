-- When a payout's file was first given out, and to whom: from then on it stays the same.
ALTER TABLE payouts ADD COLUMN exported_by TEXT REFERENCES users (id);
ALTER TABLE payouts ADD COLUMN exported_at TEXT
    CHECK (
        datetime(substr(exported_at, 1, 19)) IS substr(exported_at, 1, 19)
        AND length(exported_at) IN (19, 23, 26)
        AND substr(exported_at, 20, 1) IN ('', '.') AND substr(exported_at, 21) NOT GLOB '*[^0-9]*'
        AND (exported_by IS NULL) = (exported_at IS NULL)
    );

-- An approved batch can be withdrawn while the bank has answered to none of it; who had approved it is in
-- the audit trail then.
DROP TRIGGER payouts_status_forward;
CREATE TRIGGER payouts_status_forward BEFORE UPDATE ON payouts
WHEN OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (
    VALUES ('draft', 'approved'), ('draft', 'withdrawn'), ('approved', 'withdrawn'),
    ('approved', 'settled')
)
BEGIN
    SELECT RAISE(ABORT, 'payouts_status_only_moves_forward');
END;

DROP TRIGGER payouts_keep_approved;
CREATE TRIGGER payouts_keep_approved BEFORE UPDATE ON payouts
WHEN OLD.approved_by IS NOT NULL AND NEW.status <> 'withdrawn'
    AND (OLD.approved_by, OLD.approved_at) IS NOT (NEW.approved_by, NEW.approved_at)
BEGIN
    SELECT RAISE(ABORT, 'payouts_are_frozen');
END;

CREATE TRIGGER payouts_keep_exported BEFORE UPDATE ON payouts
WHEN OLD.exported_by IS NOT NULL
    AND (OLD.exported_by, OLD.exported_at) IS NOT (NEW.exported_by, NEW.exported_at)
BEGIN
    SELECT RAISE(ABORT, 'payouts_are_frozen');
END;

CREATE TRIGGER payouts_withdrawn_unsettled BEFORE UPDATE ON payouts
WHEN OLD.status <> NEW.status AND NEW.status = 'withdrawn' AND EXISTS (
    SELECT 1 FROM payments AS p WHERE p.payout_id = NEW.id AND p.status IN ('paid', 'rejected')
)
BEGIN
    SELECT RAISE(ABORT, 'payouts_are_withdrawn_unsettled');
END;
