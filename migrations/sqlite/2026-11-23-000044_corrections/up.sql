-- Whether a report's figures differ from what the records said when it came, and why.
ALTER TABLE check_ins ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0 CHECK (corrected IN (0, 1));
ALTER TABLE check_ins ADD COLUMN correction_reason TEXT
    CHECK (length(correction_reason) BETWEEN 1 AND 2000 AND instr(correction_reason, char(0)) = 0);
