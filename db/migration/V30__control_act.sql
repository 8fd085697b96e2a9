-- What operators did over HTTP: who, from where, what, and what came of it. Nothing in it is changed. docs/control.md explains it.

CREATE TABLE nfs2s3.control_act (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    act           text        NOT NULL CHECK (act IN ('PAUSE', 'RESUME', 'LIMITS', 'CANCEL', 'RETRY', 'REDRIVE')),
    subject       text        NOT NULL,   -- of which it is: a kind of run, a run, files, or a queue
    asked         text        NOT NULL,   -- the request, as JSON, without the name
    outcome       text,                   -- null of the line that a long act begins with
    begun         bigint,                 -- of the line that a long act ends with: the id of its first one
    by_name       text        NOT NULL,   -- as the operator says: nothing proves it
    client        text        NOT NULL,   -- the address that the request came from
    forwarded_for text,                   -- what a proxy says of it: proved by nothing else
    login         text        NOT NULL DEFAULT session_user,
    application   text        NOT NULL DEFAULT current_setting('application_name')
);

CREATE FUNCTION nfs2s3.refuse_control_act_change() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the record of acts is append-only: no % in %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER control_act_append_only BEFORE UPDATE OR DELETE ON nfs2s3.control_act
    FOR EACH ROW EXECUTE FUNCTION nfs2s3.refuse_control_act_change();
CREATE TRIGGER control_act_kept BEFORE TRUNCATE ON nfs2s3.control_act
    FOR EACH STATEMENT EXECUTE FUNCTION nfs2s3.refuse_control_act_change();

-- When runs of the kind may go on, such as 22:00-06:00: null, as the settings say, or always where these have none; empty, always.
ALTER TABLE nfs2s3.run_control ADD COLUMN hours text;
