-- A close takes the adjustments of the months before it that were never closed by themselves, so none may
-- come for them afterwards.
CREATE OR REPLACE FUNCTION saathi_adjustments_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM periods AS p WHERE p.period >= NEW.period) THEN
        RAISE EXCEPTION 'adjustments_are_of_open_periods' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
