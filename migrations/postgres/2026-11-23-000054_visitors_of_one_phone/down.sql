DROP INDEX registrations_event_id_phone_name_company_key;
CREATE UNIQUE INDEX registrations_event_id_phone_key ON registrations (event_id, phone);
