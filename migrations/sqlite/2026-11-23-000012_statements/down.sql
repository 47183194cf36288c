DROP TABLE adjustments;
DROP TABLE statements;
