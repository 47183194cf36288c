DROP TABLE accepted_exceptions;
