-- The originals that 'retire' took away: where each is, and what it was, so that it can come back as it was. A row is written
-- before its file is touched, in the transaction that makes the file RETIRED: a process that is killed later leaves a trace.
CREATE TABLE nfs2s3.retired (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    path           text        NOT NULL,
    generation     integer     NOT NULL,
    place          text        NOT NULL
        CHECK (place IN ('LEAVING', 'TRASH', 'REMOVING', 'REMOVED', 'BACK', 'ASTRAY')),
    trash_path     text        NOT NULL,       -- below .nfs2s3-trash
    inode          text        NOT NULL,
    size_bytes     bigint      NOT NULL,
    modified_nanos bigint      NOT NULL,       -- since 1970; a timestamptz would keep microseconds
    mode           integer     NOT NULL,
    uid            integer     NOT NULL,
    gid            integer     NOT NULL,
    changed_at     timestamptz NOT NULL DEFAULT now(), -- since then it is in that place
    UNIQUE (path, generation)
);
CREATE INDEX retired_leaving ON nfs2s3.retired (path COLLATE "C") WHERE place = 'LEAVING';
CREATE INDEX retired_trash ON nfs2s3.retired (path COLLATE "C") WHERE place IN ('TRASH', 'REMOVING');
