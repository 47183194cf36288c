ALTER TABLE check_ins DROP COLUMN correction_reason;
ALTER TABLE check_ins DROP COLUMN corrected;
