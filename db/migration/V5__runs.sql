-- Runs: long jobs, each with a record of its own. docs/database.md explains the columns.

CREATE TABLE nfs2s3.run (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text        NOT NULL
                            CHECK (kind IN ('BACKFILL', 'VERIFY', 'ADOPT', 'ROLLBACK', 'RETIRE', 'RESTORE', 'RECOVER')),
    source      text        NOT NULL,                 -- where its names come from, ...
    what        text        NOT NULL,                 -- ... and which of them: a prefix, a file, or a query
    state       text        NOT NULL DEFAULT 'RUNNING'
                            CHECK (state IN ('RUNNING', 'PAUSED', 'DONE', 'CANCELLED', 'FAILED')),
    owner       text        NOT NULL,                 -- the process that has it: host, process id, a number of its own
    started_at  timestamptz NOT NULL DEFAULT now(),
    seen_at     timestamptz NOT NULL DEFAULT now(),   -- renewed every second while it runs
    finished_at timestamptz,
    done        bigint      NOT NULL DEFAULT 0,       -- names that it dealt with, ...
    unchanged   bigint      NOT NULL DEFAULT 0,       -- ... found as they should be, ...
    skipped     bigint      NOT NULL DEFAULT 0,       -- ... left out on purpose, ...
    failed      bigint      NOT NULL DEFAULT 0,       -- ... or could not deal with: all together what it came upon
    sent        bigint      NOT NULL DEFAULT 0,       -- of those, in a message
    missing     bigint,                               -- of a run that is DONE and looks for it: recorded, but not found
    batch       bigint      NOT NULL DEFAULT 0,       -- number of the last batch that was counted, ...
    batch_at    timestamptz,                          -- ... when, ...
    sent_up_to  timestamptz,                          -- ... and up to when the messages of what was counted are sent
    error       text,
    CONSTRAINT run_backfill_source
        CHECK (kind <> 'BACKFILL' OR source IN ('SCAN', 'MANIFEST', 'MANIFEST_NUL', 'QUERY')),
    CONSTRAINT run_ends CHECK ((state IN ('DONE', 'CANCELLED')) = (finished_at IS NOT NULL)),
    CONSTRAINT run_failed_needs_reason CHECK (state <> 'FAILED' OR error IS NOT NULL)
);

-- The first few names of each category, to look at.
CREATE TABLE nfs2s3.run_sample (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run      bigint NOT NULL REFERENCES nfs2s3.run ON DELETE CASCADE,
    category text   NOT NULL CHECK (category IN ('SKIPPED', 'FAILED', 'MISSING')),
    name     text   NOT NULL,
    reason   text   NOT NULL
);
CREATE INDEX run_sample_of_run ON nfs2s3.run_sample (run);

-- What an operator says to all hosts about the runs of a kind: no row, nothing said. Every process reads it once a second.
CREATE TABLE nfs2s3.run_control (
    kind         text        PRIMARY KEY,
    paused       boolean     NOT NULL DEFAULT false,
    paused_at    timestamptz,
    paused_by    text,
    reason       text,
    rate         integer     CHECK (rate >= 0),           -- names/s, 0 for no limit; null: as the settings say
    queued_ahead bigint      CHECK (queued_ahead >= 1)    -- files; null: as the settings say
);

-- The last run of the backfill that came upon the row. No foreign key, which would cost a look-up for each file.
ALTER TABLE nfs2s3.media ADD COLUMN backfill_run bigint;
