DROP TRIGGER payouts_withdrawn_unsettled;
DROP TRIGGER payouts_keep_exported;
DROP TRIGGER payouts_keep_approved;
DROP TRIGGER payouts_status_forward;

CREATE TRIGGER payouts_keep_approved BEFORE UPDATE ON payouts
WHEN OLD.approved_by IS NOT NULL
    AND (OLD.approved_by, OLD.approved_at) IS NOT (NEW.approved_by, NEW.approved_at)
BEGIN
    SELECT RAISE(ABORT, 'payouts_are_frozen');
END;

CREATE TRIGGER payouts_status_forward BEFORE UPDATE ON payouts
WHEN OLD.status <> NEW.status AND (OLD.status, NEW.status)
    NOT IN (VALUES ('draft', 'approved'), ('draft', 'withdrawn'), ('approved', 'settled'))
BEGIN
    SELECT RAISE(ABORT, 'payouts_status_only_moves_forward');
END;

ALTER TABLE payouts DROP COLUMN exported_at;
ALTER TABLE payouts DROP COLUMN exported_by;
