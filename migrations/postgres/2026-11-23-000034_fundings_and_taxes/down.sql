DROP TRIGGER tax_profiles_keep ON tax_profiles;

CREATE TRIGGER tax_profiles_keep BEFORE UPDATE ON tax_profiles
    FOR EACH ROW WHEN ((
        OLD.id, OLD.partner_id, OLD.effective_from, OLD.withholding_parts, OLD.withhold_on,
        OLD.sales_tax_parts, OLD.prepared_by, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.partner_id, NEW.effective_from, NEW.withholding_parts, NEW.withhold_on,
        NEW.sales_tax_parts, NEW.prepared_by, NEW.created_at
    ))
    EXECUTE FUNCTION saathi_refuse('tax_profiles_are_frozen');

DROP TABLE fundings;
