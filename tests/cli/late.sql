INSERT INTO sales (id, external_id, fingerprint, seller_id, kind, product_id, amount, currency, paid_on, status, recorded_by, created_at, updated_at) VALUES
    (#sal4, 'S-4', {hash}, #sel1, 'upgrade', #pro1, 77700, 'USD', '2026-08-20', 'recorded', #usr1, '2026-10-20 12:00:00', '2026-10-20 12:00:00');
INSERT INTO sale_credits (sale_id, partner_id, position, share_parts) VALUES (#sal4, #par1, 0, 100000000);
UPDATE sales SET status = 'confirmed', confirmed_by = #usr2, confirmed_at = '2026-10-21 12:00:00' WHERE id = #sal4;
UPDATE sales SET status = 'void', voided_by = #usr1, voided_at = '2026-10-21 12:00:00', void_reason = 'twice' WHERE id = #sal2;
INSERT INTO refunds (id, external_id, fingerprint, sale_id, amount, currency, refunded_on, reason, status, recorded_by, created_at, updated_at) VALUES
    (#ref2, 'R-2', {hash}, #sal3, 100000, 'USD', '2026-09-06', 'less', 'recorded', #usr1, '2026-10-20 12:00:00', '2026-10-20 12:00:00');
INSERT INTO exchange_rates (id, date, base, quote, rate, created_at) VALUES
    (#rat2, '2026-08-05', 'USD', 'PKR', '280', '2026-10-20 12:00:00');
INSERT INTO plan_versions (id, plan_id, effective_from, file, prepared_by, approved_by, approved_at, created_at, updated_at) VALUES
    (#plv2, #pln1, '2026-09-01', '{"effective_from": "2026-09-01", "clawback_days": 90, "rules": [{"name": "all", "pay": {"type": "percent", "percent": "20"}}]}', #usr1, #usr2, '2026-10-20 12:00:00', '2026-10-20 12:00:00', '2026-10-20 12:00:00');
INSERT INTO agreements (id, partner_id, plan_id, starts_on, ends_on, created_by, created_at, updated_at) VALUES
    (#agr3, #par2, #pln1, '2026-09-01', NULL, #usr1, '2026-10-20 12:00:00', '2026-10-20 12:00:00');
INSERT INTO partner_parents (partner_id, effective_from, parent_id, created_at) VALUES
    (#par1, '2026-08-15', #par2, '2026-10-20 12:00:00');
