DROP TRIGGER tax_profiles_keep;

CREATE TRIGGER tax_profiles_keep BEFORE UPDATE ON tax_profiles
WHEN (
    OLD.id, OLD.partner_id, OLD.effective_from, OLD.withholding_parts, OLD.withhold_on,
    OLD.sales_tax_parts, OLD.prepared_by, OLD.created_at
) IS NOT (
    NEW.id, NEW.partner_id, NEW.effective_from, NEW.withholding_parts, NEW.withhold_on,
    NEW.sales_tax_parts, NEW.prepared_by, NEW.created_at
)
BEGIN
    SELECT RAISE(ABORT, 'tax_profiles_are_frozen');
END;

DROP TABLE fundings;
