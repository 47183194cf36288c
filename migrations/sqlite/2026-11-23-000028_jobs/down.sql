DROP TABLE notices;
DROP TABLE jobs;
