-- The last of the settings that were there when a period was closed: its letters bear no later one, though
-- it were set from the same day on. Of periods closed before this was kept, all of that day count.
ALTER TABLE periods ADD COLUMN settings_through INTEGER NOT NULL DEFAULT 1000000000000000
    CHECK (settings_through BETWEEN 0 AND 1000000000000000);
