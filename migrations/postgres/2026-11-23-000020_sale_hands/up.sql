-- Whoever changed a recorded sale last did not confirm it either: a second person sees it as it is.
ALTER TABLE sales ADD COLUMN changed_by TEXT COLLATE "C" REFERENCES users (id);

-- What the confirmation did to the seller's membership, for voiding to undo: the term that it added, and
-- the last day before it.
ALTER TABLE sales ADD COLUMN term_months INTEGER CHECK (term_months BETWEEN 1 AND 1200);

ALTER TABLE sales ADD COLUMN membership_before DATE CHECK (isfinite(membership_before));

CREATE TRIGGER sales_need_second_person BEFORE UPDATE ON sales
    FOR EACH ROW WHEN (NEW.confirmed_by = NEW.changed_by)
    EXECUTE FUNCTION saathi_refuse('sales_need_second_person');
