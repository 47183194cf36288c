DROP TABLE bank_accounts;
DROP TABLE tax_profiles;
DROP TABLE partner_statuses;
DROP TABLE partner_parents;
DROP TABLE users;
DROP TABLE partners;
