CREATE OR REPLACE FUNCTION saathi_adjustments_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM periods AS p WHERE p.period = NEW.period) THEN
        RAISE EXCEPTION 'adjustments_are_of_open_periods' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
