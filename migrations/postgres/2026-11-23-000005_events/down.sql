-- The policies of events look into event_hosts.
DROP POLICY host_reads ON events;
DROP POLICY drafter_writes ON events;
DROP POLICY drafter_changes ON events;
DROP TABLE arrivals;
DROP TABLE registrations;
DROP TABLE event_hosts;
DROP TABLE events;
