DROP TABLE seller_corrections;
DROP TABLE seller_keys;
