DROP TABLE form_codes;
DROP INDEX events_form_token_key;
ALTER TABLE events DROP COLUMN form_open;
ALTER TABLE events DROP COLUMN form_token;
DROP INDEX arrivals_event_id_received_by_client_ref_key;
ALTER TABLE arrivals DROP COLUMN client_ref;
