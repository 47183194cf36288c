DROP TABLE notifications;
DROP TABLE idempotency_keys;
DROP TABLE password_links;
DROP TABLE web_sessions;
DROP TABLE refresh_tokens;
DROP TABLE refresh_families;
DROP TABLE settings;
