DROP TABLE audit;
DROP TABLE audit_head;
DROP TABLE signing_keys;
DROP TABLE installation;
