UPDATE agreements SET ends_on = '2026-09-04' WHERE id = #agr2;
UPDATE refunds SET status = 'void', voided_by = #usr2, voided_at = '2026-11-20 12:00:00', void_reason = 'not so', version = 2 WHERE id = #ref2;
UPDATE sales SET verified_on = '2026-08-25' WHERE id = #sal3;
UPDATE sales SET status = 'void', voided_by = #usr1, voided_at = '2026-11-20 12:00:00', void_reason = 'twice' WHERE id = #sal4;
INSERT INTO plan_versions (id, plan_id, effective_from, file, prepared_by, approved_by, approved_at, created_at, updated_at) VALUES
    (#plv3, #pln1, '2026-08-05', '{"effective_from": "2026-08-05", "clawback_days": 90, "rules": [{"name": "none", "pay": {"type": "percent", "percent": "0"}}]}', #usr1, #usr2, '2026-11-20 12:00:00', '2026-11-20 12:00:00', '2026-11-20 12:00:00');
