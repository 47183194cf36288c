-- Whether a report's figures differ from what the records said when it came, and why.
ALTER TABLE check_ins ADD COLUMN corrected BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE check_ins ADD COLUMN correction_reason TEXT COLLATE "C"
    CHECK (length(correction_reason) BETWEEN 1 AND 2000);
