-- What is left of a run whose parts are done side by side: it is cut at its beginning, and each part goes when it is done.
CREATE TABLE nfs2s3.run_part (
    run       bigint  NOT NULL REFERENCES nfs2s3.run ON DELETE CASCADE,
    number    integer NOT NULL,
    what      text    NOT NULL,     -- a word of the kind of the run: what its keys are
    after_key text    NOT NULL,     -- the part begins behind this key, ...
    up_to_key text,                 -- ... and ends with this one; null for no end
    PRIMARY KEY (run, number)
);

-- What a run counts beside the four counts that all kinds have, each by its name.
CREATE TABLE nfs2s3.run_count (
    run   bigint NOT NULL REFERENCES nfs2s3.run ON DELETE CASCADE,
    name  text   NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (run, name)
);
