-- The right to drain the outbox: one row while a drainer has it. It ends by itself when its drainer, or the host of its
-- drainer, is gone.
CREATE TABLE nfs2s3.drain_lease (
    only_row   boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    token      uuid        NOT NULL,                -- of one drain
    owner      text        NOT NULL,                -- its process: host, process id, a number of its own
    taken_at   timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL                 -- later with each renewal
);
