-- Several people may have one phone; the same person with it registers once.
DROP INDEX registrations_event_id_phone_key;
CREATE UNIQUE INDEX registrations_event_id_phone_name_company_key
    ON registrations (event_id, phone, name, company);
