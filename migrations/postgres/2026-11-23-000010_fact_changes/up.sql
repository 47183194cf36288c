-- What came to be known of the facts, for closes to know what is new.

-- Which facts came, changed or went, in the order in which that was committed. Triggers write it, so
-- that no way of changing a fact can forget to. A close remembers how far it has read.
CREATE TABLE fact_changes (
    seq BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL
        CHECK (kind IN ('sale', 'rate', 'parent', 'agreement', 'version')),
    -- The sale, rate, partner or plan.
    subject_id TEXT COLLATE "C" NOT NULL CHECK (subject_id ~ '^[a-z]{3}_[0-9a-f]{32}$'),
    -- The first day of payment that it bears on; the last one, where that is known.
    first_on DATE NOT NULL CHECK (isfinite(first_on)),
    last_on DATE CHECK (isfinite(last_on)),
    CHECK (last_on >= first_on)
);

CREATE TRIGGER fact_changes_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON fact_changes
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_refuse('fact_changes_are_append_only');

ALTER TABLE fact_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE fact_changes FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON fact_changes FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');

GRANT SELECT, INSERT ON fact_changes TO saathi_app;

-- Whoever writes a fact shares this lock until its transaction ends, and a close takes it alone: what
-- has a number below the last one that the close sees is committed, and nothing comes in between. The
-- number of the lock is the word `facts` in ASCII; `src/storage/transaction.rs` has it too.
CREATE FUNCTION saathi_share_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(439720572019);
    RETURN NULL;
END
$$;

CREATE TRIGGER sales_share BEFORE INSERT OR UPDATE ON sales
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_share_facts();
CREATE TRIGGER refunds_share BEFORE INSERT OR UPDATE ON refunds
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_share_facts();
CREATE TRIGGER exchange_rates_share BEFORE INSERT ON exchange_rates
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_share_facts();
CREATE TRIGGER partner_parents_share BEFORE INSERT ON partner_parents
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_share_facts();
CREATE TRIGGER agreements_share BEFORE INSERT OR UPDATE ON agreements
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_share_facts();
CREATE TRIGGER plan_versions_share BEFORE INSERT OR UPDATE OR DELETE ON plan_versions
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_share_facts();
CREATE TRIGGER tax_profiles_share BEFORE INSERT OR UPDATE ON tax_profiles
    FOR EACH STATEMENT EXECUTE FUNCTION saathi_share_facts();

CREATE FUNCTION saathi_note_sale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on)
    VALUES ('sale', NEW.id, NEW.paid_on, NEW.paid_on);
    RETURN NULL;
END
$$;

-- A recorded sale is no fact yet, nor one that became void before it was confirmed.
CREATE TRIGGER sales_note_insert AFTER INSERT ON sales
    FOR EACH ROW WHEN (NEW.status = 'confirmed')
    EXECUTE FUNCTION saathi_note_sale();

CREATE TRIGGER sales_note_update AFTER UPDATE ON sales
    FOR EACH ROW WHEN (NEW.confirmed_by IS NOT NULL
        AND (OLD.status, OLD.verified_on) IS DISTINCT FROM (NEW.status, NEW.verified_on))
    EXECUTE FUNCTION saathi_note_sale();

CREATE FUNCTION saathi_note_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on)
    SELECT 'sale', s.id, s.paid_on, s.paid_on FROM sales AS s WHERE s.id = NEW.sale_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER refunds_note_insert AFTER INSERT ON refunds
    FOR EACH ROW EXECUTE FUNCTION saathi_note_refund();

CREATE TRIGGER refunds_note_update AFTER UPDATE ON refunds
    FOR EACH ROW WHEN (OLD.status <> NEW.status)
    EXECUTE FUNCTION saathi_note_refund();

CREATE FUNCTION saathi_note_rate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on) VALUES ('rate', NEW.id, NEW.date);
    RETURN NULL;
END
$$;

CREATE TRIGGER exchange_rates_note_insert AFTER INSERT ON exchange_rates
    FOR EACH ROW EXECUTE FUNCTION saathi_note_rate();

CREATE FUNCTION saathi_note_parent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on)
    VALUES ('parent', NEW.partner_id, NEW.effective_from);
    RETURN NULL;
END
$$;

CREATE TRIGGER partner_parents_note_insert AFTER INSERT ON partner_parents
    FOR EACH ROW EXECUTE FUNCTION saathi_note_parent();

-- The days that it had, and the days that it has.
CREATE FUNCTION saathi_note_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO fact_changes (kind, subject_id, first_on, last_on)
        VALUES ('agreement', OLD.partner_id, OLD.starts_on, OLD.ends_on);
    END IF;
    INSERT INTO fact_changes (kind, subject_id, first_on, last_on)
    VALUES ('agreement', NEW.partner_id, NEW.starts_on, NEW.ends_on);
    RETURN NULL;
END
$$;

CREATE TRIGGER agreements_note_insert AFTER INSERT ON agreements
    FOR EACH ROW EXECUTE FUNCTION saathi_note_agreement();

CREATE TRIGGER agreements_note_update AFTER UPDATE ON agreements
    FOR EACH ROW WHEN (
        (OLD.starts_on, OLD.ends_on) IS DISTINCT FROM (NEW.starts_on, NEW.ends_on)
    )
    EXECUTE FUNCTION saathi_note_agreement();

CREATE FUNCTION saathi_note_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fact_changes (kind, subject_id, first_on)
    VALUES ('version', NEW.plan_id, NEW.effective_from);
    RETURN NULL;
END
$$;

CREATE TRIGGER plan_versions_note_insert AFTER INSERT ON plan_versions
    FOR EACH ROW WHEN (NEW.approved_by IS NOT NULL)
    EXECUTE FUNCTION saathi_note_version();

CREATE TRIGGER plan_versions_note_update AFTER UPDATE ON plan_versions
    FOR EACH ROW WHEN (NEW.approved_by IS NOT NULL)
    EXECUTE FUNCTION saathi_note_version();

-- Facts that were known before their day count from the close that holds it.
CREATE INDEX sales_verified ON sales (verified_on);

CREATE INDEX refunds_refunded ON refunds (refunded_on);
