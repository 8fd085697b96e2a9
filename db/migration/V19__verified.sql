-- When the original and the object of a row were last looked at by a verify that found both right. No foreign key, which would
-- cost a look-up for each file. Half of each page is free, so that the next verify changes rows in place.
CREATE TABLE nfs2s3.verified (
    media       bigint  PRIMARY KEY,      -- id of the row, ...
    generation  integer NOT NULL,         -- ... and what it was: another one was not verified
    state       text    NOT NULL,
    source_at   timestamptz,              -- the original was looked at, ...
    checksum_at timestamptz,              -- ... and read
    bytes_at    timestamptz               -- the object was read
) WITH (fillfactor = 50);
