package io.nfs2s3.lab.chaos.lifecycle;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.testing.Wire;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;

/**
 * Has a process stand still at a {@link KillPoint}: triggers wait for a lock that the gate has, in sessions that ask for it;
 * the store answers late. For one process at a time.
 */
final class Gate implements AutoCloseable {
    private static final long LOCK = 4_711;
    private static final Duration LATE = Duration.ofSeconds(4);
    private static final String WAITING =
            " FROM pg_locks WHERE locktype = 'advisory' AND objid = " + LOCK + " AND NOT granted";

    private final ChaosSite site;
    private final KillPoint point;
    private final Handle lock;
    private final AtomicBoolean answered = new AtomicBoolean();

    private Gate(ChaosSite site, KillPoint point) {
        this.site = site;
        this.point = point;
        this.lock = site.site().jdbi().open();
        lock.execute("SELECT pg_advisory_lock(" + LOCK + ")");
        if (point.isInStore()) {
            site.s3Server().befall(this::decide);
        }
    }

    /** Needed once in a database. */
    static void install(ChaosSite site) {
        site.site().jdbi().useHandle(handle -> {
            handle.execute("""
                    CREATE FUNCTION nfs2s3.chaos_stop() RETURNS trigger LANGUAGE plpgsql AS $$
                    DECLARE
                        point text := coalesce(current_setting('chaos.point', true), '');
                        before text := '';
                    BEGIN
                        IF point = '' THEN
                            RETURN NEW;
                        END IF;
                        IF TG_OP = 'UPDATE' THEN
                            before := to_jsonb(OLD) ->> TG_ARGV[0];
                        END IF;
                        IF point = TG_TABLE_NAME || ':' || before || '>' || (to_jsonb(NEW) ->> TG_ARGV[0]) THEN
                            PERFORM pg_advisory_xact_lock(%d);
                        END IF;
                        RETURN NEW;
                    END $$
                    """.formatted(LOCK));
            stopAt(handle, "media", "state");
            stopAt(handle, "retired", "place");
            stopAt(handle, "run", "state");
        });
    }

    private static void stopAt(Handle handle, String table, String column) {
        handle.execute("CREATE TRIGGER chaos_stop BEFORE INSERT OR UPDATE ON nfs2s3." + table
                + " FOR EACH ROW EXECUTE FUNCTION nfs2s3.chaos_stop('" + column + "')");
    }

    static Gate at(ChaosSite site, KillPoint point) {
        return new Gate(site, point);
    }

    /** Of the process that is to stand still. */
    Path settings() {
        String url = Wire.databaseUrl(site.site(), site.database());
        String option = URLEncoder.encode("-c chaos.point=" + point.step(), StandardCharsets.UTF_8)
                .replace("+", "%20");
        return point.isInStore()
                ? site.settings()
                : site.settings(
                        "database.url = \"" + url + (url.contains("?") ? "&" : "?") + "options=" + option + "\"");
    }

    private S3Mishap decide(S3Request request) {
        boolean meant = switch (point.step()) {
            case "LIST" -> request.query().contains("list-type=2");
            default ->
                request.method().equals(point.step())
                        && request.key().contains("images/")
                        && !request.key().contains("/up");
        };
        if (!meant) {
            return new S3Mishap.Spared();
        }
        answered.set(true);
        return new S3Mishap.Late(LATE);
    }

    boolean isReached() {
        return point.isInStore()
                ? answered.get()
                : lock.createQuery("SELECT count(*)" + WAITING)
                                .mapTo(Long.class)
                                .one()
                        > 0;
    }

    /** Lets nobody through any more: what waits is rolled back, as the server does when it sees that its client is gone. */
    @Override
    public void close() {
        lock.execute("SELECT pg_terminate_backend(pid)" + WAITING);
        lock.execute("SELECT pg_advisory_unlock(" + LOCK + ")");
        lock.close();
        if (point.isInStore()) {
            site.s3Server().accept();
        }
    }
}
