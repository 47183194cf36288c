INSERT INTO partners (id, code, name, city, payout_currency, status, created_at, updated_at) VALUES
    (#par1, 'SKT-001', 'One', 'Sialkot', 'PKR', 'active', '2026-08-01 12:00:00', '2026-08-01 12:00:00'),
    (#par2, 'SKT-002', 'Two', 'Sialkot', 'PKR', 'active', '2026-08-01 12:00:00', '2026-08-01 12:00:00');
INSERT INTO users (id, email, name, role, partner_id, status, password_hash, created_at, updated_at) VALUES
    (#usr1, 'f1@x.test', 'F', 'finance', NULL, 'active', '$argon2id$x', '2026-08-01 12:00:00', '2026-08-01 12:00:00'),
    (#usr2, 'f2@x.test', 'G', 'finance', NULL, 'active', '$argon2id$x', '2026-08-01 12:00:00', '2026-08-01 12:00:00'),
    (#usr3, 's1@x.test', 'S', 'partner_staff', #par1, 'active', '$argon2id$x', '2026-08-01 12:00:00', '2026-08-01 12:00:00');
INSERT INTO sellers (id, name, city, status, partner_id, created_at, updated_at) VALUES
    (#sel1, 'Held', 'Sialkot', 'active', #par1, '2026-08-01 12:00:00', '2026-08-01 12:00:00'),
    (#sel2, 'Free', 'Sialkot', 'prospect', NULL, '2026-08-01 12:00:00', '2026-08-01 12:00:00');
INSERT INTO events (id, title, city, venue, starts_at, ends_at, status, created_at, updated_at) VALUES
    (#evt1, 'Summit', 'Sialkot', 'Hall', '2026-08-01 12:00:00', '2026-08-01 18:00:00', 'open', '2026-08-01 12:00:00', '2026-08-01 12:00:00');
INSERT INTO event_hosts (event_id, partner_id, position, share_parts) VALUES
    (#evt1, #par1, 0, 33333333), (#evt1, #par2, 1, 66666667);
INSERT INTO recruits (id, partner_id, user_id, created_by, seller_id, seller_name, seller_city, submitted, source, received_at, status, stage, protected_until, updated_at) VALUES
    (#rec1, #par1, #usr3, #usr3, #sel2, 'Free', 'Sialkot', '{}', 'visit', '2026-08-01 12:00:00', 'open', 'lead', '2026-10-30', '2026-08-01 12:00:00'),
    (#rec2, #par2, NULL, #usr1, #sel2, 'Free', 'Sialkot', '{}', 'visit', '2026-08-01 11:00:00', 'refused', 'lead', NULL, '2026-08-01 12:00:00');
INSERT INTO recruit_extensions (recruit_id, partner_id, reason, until_before, until_after, extended_by, created_at) VALUES
    (#rec1, #par1, 'slow', '2026-09-30', '2026-10-30', #usr3, '2026-09-01 12:00:00');
INSERT INTO products (id, code, name, kind, price_amount, price_currency, created_at, updated_at) VALUES
    (#pro1, 'verified', 'Verified', 'membership', 950000, 'USD', '2026-08-01 12:00:00', '2026-08-01 12:00:00');
INSERT INTO sales (id, external_id, fingerprint, seller_id, kind, product_id, amount, currency, paid_on, status, recorded_by, created_at, updated_at) VALUES
    (#sal1, 'S-1', {hash}, #sel1, 'new', #pro1, 950000, 'USD', '2026-08-01', 'recorded', #usr1, '2026-08-01 12:00:00', '2026-08-01 12:00:00');
INSERT INTO sale_credits (sale_id, partner_id, position, share_parts) VALUES
    (#sal1, #par1, 0, 60000000), (#sal1, #par2, 1, 40000000);
UPDATE sales SET status = 'confirmed', confirmed_by = #usr2, confirmed_at = '2026-08-02 12:00:00';
INSERT INTO refunds (id, external_id, fingerprint, sale_id, amount, currency, refunded_on, reason, status, recorded_by, created_at, updated_at) VALUES
    (#ref1, 'R-1', {hash}, #sal1, 950000, 'USD', '2026-08-05', 'all of it', 'recorded', #usr1, '2026-08-05 12:00:00', '2026-08-05 12:00:00');
INSERT INTO seller_holders (seller_id, partner_id, from_on, until_on, sale_id, created_at) VALUES
    (#sel1, #par2, '2025-08-01', '2026-08-01', NULL, '2025-08-01 12:00:00'),
    (#sel1, #par1, '2026-08-01', NULL, #sal1, '2026-08-01 12:00:00');
INSERT INTO plans (id, code, name, currency, file, created_at, updated_at) VALUES
    (#pln1, 'USD-1', 'Dollars', 'USD', '{"plan": "USD-1", "currency": "USD", "minimum_payout": "50.00"}', '2026-08-01 12:00:00', '2026-08-01 12:00:00'),
    (#pln2, 'PKR-1', 'Rupees', 'PKR', '{}', '2026-08-01 12:00:00', '2026-08-01 12:00:00');
INSERT INTO plan_versions (id, plan_id, effective_from, file, prepared_by, approved_by, approved_at, created_at, updated_at) VALUES
    (#plv1, #pln1, '2026-07-01', '{"effective_from": "2026-07-01", "clawback_days": 90, "rules": [{"name": "all", "pay": {"type": "percent", "percent": "10"}}]}', #usr1, #usr2, '2026-08-01 12:00:00', '2026-08-01 12:00:00', '2026-08-01 12:00:00');
INSERT INTO agreements (id, partner_id, plan_id, starts_on, ends_on, created_by, created_at, updated_at) VALUES
    (#agr1, #par1, #pln1, '2026-01-01', '2026-06-30', #usr1, '2026-08-01 12:00:00', '2026-08-01 12:00:00'),
    (#agr2, #par1, #pln1, '2026-07-01', NULL, #usr1, '2026-08-01 12:00:00', '2026-08-01 12:00:00');
INSERT INTO tax_profiles (id, partner_id, effective_from, withholding_parts, withhold_on, sales_tax_parts, prepared_by, confirmed_by, confirmed_at, created_at) VALUES
    (#tax1, #par1, '2026-07-01', 12000000, 'payable', 16000000, #usr1, #usr2, '2026-08-01 12:00:00', '2026-08-01 12:00:00');
INSERT INTO bank_accounts (id, partner_id, title, iban, status, prepared_by, confirmed_by, confirmed_at, created_at, updated_at) VALUES
    (#bnk1, #par1, 'One', 'PK36SCBL0000001123456702', 'confirmed', #usr1, #usr2, '2026-08-01 12:00:00', '2026-08-01 12:00:00', '2026-08-01 12:00:00'),
    (#bnk2, #par1, 'One', 'PK36SCBL0000001123456702', 'pending', #usr1, NULL, NULL, '2026-08-01 12:00:00', '2026-08-01 12:00:00');
