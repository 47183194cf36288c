INSERT INTO exchange_rates (id, date, base, quote, rate, created_at) VALUES
    (#rat1, '2026-07-01', 'USD', 'PKR', '283.4175', '2026-08-01 12:00:00');
INSERT INTO sales (id, external_id, fingerprint, seller_id, kind, product_id, amount, currency, paid_on, status, recorded_by, created_at, updated_at) VALUES
    (#sal2, 'S-2', {hash}, #sel1, 'renewal', #pro1, 20000, 'USD', '2026-08-10', 'recorded', #usr1, '2026-08-10 12:00:00', '2026-08-10 12:00:00'),
    (#sal3, 'S-3', {hash}, #sel1, 'upgrade', #pro1, 950000, 'USD', '2026-09-05', 'recorded', #usr1, '2026-09-05 12:00:00', '2026-09-05 12:00:00');
INSERT INTO sale_credits (sale_id, partner_id, position, share_parts) VALUES
    (#sal2, #par1, 0, 100000000), (#sal3, #par1, 0, 60000000), (#sal3, #par2, 1, 40000000);
UPDATE sales SET status = 'confirmed', confirmed_by = #usr2, confirmed_at = '2026-09-06 12:00:00' WHERE status = 'recorded';
INSERT INTO adjustments (id, partner_id, period, amount, currency, reason, prepared_by, approved_by, approved_at, created_at, updated_at) VALUES
    (#adj1, #par1, '2026-09', 500, 'USD', 'a gift', #usr1, #usr2, '2026-09-20 12:00:00', '2026-09-20 12:00:00', '2026-09-20 12:00:00');
