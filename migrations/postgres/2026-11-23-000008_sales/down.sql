-- The policy of sales looks into sale_credits.
DROP POLICY credited_reads ON sales;
DROP TABLE seller_holders;
DROP TABLE refunds;
DROP TABLE sale_credits;
DROP TABLE sales;
DROP TABLE exchange_rates;
DROP TABLE products;
DROP FUNCTION saathi_refunds_fit_their_sale();
DROP FUNCTION saathi_freeze_sale_credits();
