package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Fault;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** Somebody alters the table and does not commit: whoever reads or writes it waits. */
final class TableLocked implements Fault {
    private final Map<ChaosSite, Handle> locks = new ConcurrentHashMap<>();

    @Override
    public String server() {
        return "database";
    }

    @Override
    public String name() {
        return "MEDIA_LOCKED";
    }

    @Override
    public void begin(ChaosSite site, Random random) {
        try {
            Handle handle = site.site().jdbi().open();
            locks.put(site, handle);
            handle.begin();
            handle.execute("SET LOCAL lock_timeout = '2s'");
            handle.execute("LOCK TABLE nfs2s3.media IN ACCESS EXCLUSIVE MODE");
        } catch (JdbiException e) {
            end(site); // another fault has the database
        }
    }

    @Override
    public void end(ChaosSite site) {
        Handle handle = locks.remove(site);
        if (handle != null) {
            try (handle) {
                handle.rollback();
            } catch (JdbiException e) {
                // the connection is gone, and the lock with it
            }
        }
    }
}
