DROP TABLE arrival_recruits;
ALTER TABLE arrivals DROP COLUMN ground;
ALTER TABLE arrivals DROP COLUMN attributed_partner_id;
DROP INDEX registrations_event_id_phone_key;
ALTER TABLE registrations DROP COLUMN waiting;
