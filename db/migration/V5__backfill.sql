-- Backfill: files that were on NFS before the hook. docs/database.md explains the columns.

-- The last run that came upon the row. No foreign key, which would cost a look-up for each file.
ALTER TABLE nfs2s3.media ADD COLUMN backfill_run bigint;

CREATE TABLE nfs2s3.backfill_run (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      text        NOT NULL CHECK (source IN ('SCAN', 'MANIFEST', 'MANIFEST_NUL', 'QUERY')),
    what        text        NOT NULL,                 -- a prefix of the source root, a manifest, or a query
    state       text        NOT NULL DEFAULT 'RUNNING'
                            CHECK (state IN ('RUNNING', 'PAUSED', 'DONE', 'CANCELLED', 'FAILED')),
    owner       text        NOT NULL,                 -- the process that has it: host, process id, a number of its own
    started_at  timestamptz NOT NULL DEFAULT now(),
    seen_at     timestamptz NOT NULL DEFAULT now(),   -- renewed every second while it runs
    finished_at timestamptz,
    registered  bigint      NOT NULL DEFAULT 0,
    known       bigint      NOT NULL DEFAULT 0,
    skipped     bigint      NOT NULL DEFAULT 0,
    bad         bigint      NOT NULL DEFAULT 0,
    sent        bigint      NOT NULL DEFAULT 0,
    batch       bigint      NOT NULL DEFAULT 0,       -- number of the last batch that was registered, ...
    batch_at    timestamptz,                          -- ... when, ...
    sent_up_to  timestamptz,                          -- ... and up to when the messages of what was registered are sent
    missing     bigint,                               -- of a scan that is DONE: in media, but not found on NFS
    error       text,
    CONSTRAINT backfill_run_ends CHECK ((state IN ('DONE', 'CANCELLED')) = (finished_at IS NOT NULL)),
    CONSTRAINT backfill_run_failed_needs_reason CHECK (state <> 'FAILED' OR error IS NOT NULL)
);

-- The first few names of each category, to look at.
CREATE TABLE nfs2s3.backfill_sample (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run      bigint NOT NULL REFERENCES nfs2s3.backfill_run ON DELETE CASCADE,
    category text   NOT NULL CHECK (category IN ('SKIPPED', 'BAD', 'MISSING')),
    name     text   NOT NULL,
    reason   text   NOT NULL
);
CREATE INDEX backfill_sample_of_run ON nfs2s3.backfill_sample (run);

-- One row: what an operator says to all hosts at once. Every process reads it once a second.
CREATE TABLE nfs2s3.backfill_control (
    only_row     boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    paused       boolean     NOT NULL DEFAULT false,
    paused_at    timestamptz,
    paused_by    text,
    reason       text,
    scan_rate    integer     CHECK (scan_rate >= 0),      -- names/s, 0 for no limit; null: as the settings say
    queued_ahead bigint      CHECK (queued_ahead >= 1)    -- files; null: as the settings say
);
INSERT INTO nfs2s3.backfill_control DEFAULT VALUES;
