-- What the upload hooks in the site's processes say about themselves, every ten seconds. A row that is not renewed is
-- of a process that is gone. What those counted whose rows were removed is added up in a row with an empty name.
CREATE TABLE nfs2s3.upload_hook (
    name             text        PRIMARY KEY,  -- host, process id, and a number of its own
    opened_at        timestamptz NOT NULL DEFAULT now(),
    seen_at          timestamptz NOT NULL DEFAULT now(),
    sqs_breaker      text        NOT NULL CHECK (sqs_breaker IN ('CLOSED', 'OPEN', 'HALF_OPEN')),
    database_breaker text        NOT NULL CHECK (database_breaker IN ('CLOSED', 'OPEN', 'HALF_OPEN')),
    to_sqs           bigint      NOT NULL,
    to_outbox        bigint      NOT NULL,
    to_spool         bigint      NOT NULL,
    held             bigint      NOT NULL,
    refused          bigint      NOT NULL,
    spool_bytes      bigint      NOT NULL
);

CREATE VIEW nfs2s3.upload_hooks AS
SELECT name, extract(epoch FROM now() - seen_at)::bigint AS seen_seconds_ago, sqs_breaker, database_breaker,
       to_sqs, to_outbox, to_spool, held, refused, spool_bytes
FROM nfs2s3.upload_hook
WHERE seen_at > now() - interval '1 minute';
