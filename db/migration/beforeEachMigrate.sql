-- A migration that waits for its lock holds up everybody behind it, the site's own uploads and pages too: rather fail,
-- and be run again at a quieter time.
SET LOCAL lock_timeout = '2s';
