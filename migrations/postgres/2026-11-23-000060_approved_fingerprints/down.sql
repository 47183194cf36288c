DROP TABLE approved_fingerprints;
