DROP TABLE arrivals;
DROP TABLE registrations;
DROP TABLE event_hosts;
DROP TABLE events;
