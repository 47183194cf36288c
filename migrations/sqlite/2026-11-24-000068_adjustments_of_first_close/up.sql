-- A close takes the adjustments of the months before it that were never closed by themselves, so none may
-- come for them afterwards.
DROP TRIGGER adjustments_open_insert;
CREATE TRIGGER adjustments_open_insert BEFORE INSERT ON adjustments
WHEN EXISTS (SELECT 1 FROM periods AS p WHERE p.period >= NEW.period)
BEGIN
    SELECT RAISE(ABORT, 'adjustments_are_of_open_periods');
END;

DROP TRIGGER adjustments_open_update;
CREATE TRIGGER adjustments_open_update BEFORE UPDATE ON adjustments
WHEN EXISTS (SELECT 1 FROM periods AS p WHERE p.period >= NEW.period)
BEGIN
    SELECT RAISE(ABORT, 'adjustments_are_of_open_periods');
END;
