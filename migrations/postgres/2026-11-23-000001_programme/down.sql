DROP TABLE audit;
DROP TABLE audit_head;
DROP TABLE signing_keys;
DROP TABLE installation;
DROP FUNCTION saathi_audit_follows_head();
DROP TYPE saathi_text_range;
DROP FUNCTION saathi_refuse();
DROP FUNCTION saathi_scope();

-- The role itself stays: it belongs to the cluster, and other databases may grant to it.
DO $$
BEGIN
    EXECUTE format('REVOKE USAGE ON SCHEMA %I FROM saathi_app', current_schema());
    IF to_regclass('__diesel_schema_migrations') IS NOT NULL THEN
        REVOKE SELECT ON __diesel_schema_migrations FROM saathi_app;
    END IF;
END
$$;
