-- Only SQLite had it wrong: a row without headers was refused there.
SELECT 1;
