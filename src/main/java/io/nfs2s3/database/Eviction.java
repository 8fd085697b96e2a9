package io.nfs2s3.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Has a pool part with its connections because of an error; not by HikariCP's own exception override, which the versions
 * of Spring Boot 3.2 to 3.4 do not ask. After a failover the old server may keep its connections and
 * answer all that only reads: one write that it refuses says so of every connection of the pool. What is opened until the
 * new server is there leads to the old one still, and goes with the first that takes writes again. Thread-safe.
 */
final class Eviction {
    private volatile @Nullable HikariDataSource pool;
    private volatile boolean readOnly;

    /** The pool that this decides for. */
    void of(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Something failed on a connection of the pool. */
    void failed(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && DatabaseErrors.isReadOnly(sql)) {
                readOnly = true;
                evictAll();
                return;
            }
        }
    }

    /** A connection of the pool was opened. */
    void opened(boolean takesWrites) {
        if (takesWrites && readOnly) {
            evictAll();
        }
        readOnly = !takesWrites;
    }

    /** Those in use go when they come back. */
    private void evictAll() {
        HikariDataSource owner = pool;
        HikariPoolMXBean bean = owner == null ? null : owner.getHikariPoolMXBean();
        if (bean != null) {
            bean.softEvictConnections();
        }
    }
}
