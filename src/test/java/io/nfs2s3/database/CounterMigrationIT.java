package io.nfs2s3.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.progress.Counter;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A site that has rows gets the counters while daemons and hooks of the build before are at work. */
class CounterMigrationIT {
    private static final int ROWS = 100_000;

    @RegisterExtension
    private final TestSite site = TestSite.empty();

    private final AtomicBoolean migrated = new AtomicBoolean();
    private final AtomicInteger written = new AtomicInteger();

    @Test
    void what_was_there_and_what_is_written_meanwhile_is_counted_once() {
        site.migrateTo(24);
        site.jdbi().useHandle(handle -> handle.execute("""
                INSERT INTO nfs2s3.media (path, kind, state, size_bytes)
                SELECT 'images/' || i || '.jpg', 'image', 'QUEUED', i FROM generate_series(1, %d) AS i
                """.formatted(ROWS)));
        Application before = site.application();

        Together.run(4, number -> () -> number == 0 ? migrate() : write(before.catalog(), number));

        assertThat(written.get()).as("transactions meanwhile").isGreaterThan(3);
        List<Counter> proved = site.application().counters().prove();
        assertThat(proved).allMatch(Counter::isExact);
        assertThat(proved.stream().mapToLong(Counter::keptFiles).sum()).isEqualTo(ROWS + 5L * written.get());
        assertThat(site.application().counters().areSound()).isTrue();
    }

    private int migrate() {
        try {
            site.await(() -> written.get() > 3);
            return site.application().newSchema().migrate();
        } finally {
            migrated.set(true);
        }
    }

    private int write(MediaCatalog catalog, int number) {
        int round = 0;
        while (!migrated.get()) {
            Copies.migrate(catalog, Copies.paths("by" + number + "x" + round++ + "x", 5));
            written.incrementAndGet();
        }
        return round;
    }
}
