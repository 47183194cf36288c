DROP TABLE seller_holders;
DROP TABLE refunds;
DROP TABLE sale_credits;
DROP TABLE sales;
DROP TABLE exchange_rates;
DROP TABLE products;
