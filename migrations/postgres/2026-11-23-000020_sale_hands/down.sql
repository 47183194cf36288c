DROP TRIGGER sales_need_second_person ON sales;
ALTER TABLE sales DROP COLUMN membership_before;
ALTER TABLE sales DROP COLUMN term_months;
ALTER TABLE sales DROP COLUMN changed_by;
