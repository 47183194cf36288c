DROP TABLE left_out_sales;
DROP TABLE periods;
DROP FUNCTION saathi_periods_in_order();
