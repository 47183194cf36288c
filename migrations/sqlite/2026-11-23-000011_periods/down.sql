DROP TABLE left_out_sales;
DROP TABLE periods;
