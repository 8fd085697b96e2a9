package io.nfs2s3.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.SqlUploads;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sixteen writers, in all isolation levels, whose backends are ended now and then, while others fold and count. */
class CountersUnderFireIT {
    private static final int WRITERS = 16;
    private static final int TRANSACTIONS = 40;
    private static final int FILES = 400;
    private static final List<String> LEVELS = List.of("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE");

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Counters counters = site.application().counters();
    private final AtomicInteger atWork = new AtomicInteger(WRITERS);
    private final AtomicInteger committed = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    @Test
    void the_counters_are_exact_in_every_snapshot_and_afterwards() {
        List<Integer> looks = Together.run(WRITERS + 2, number -> switch (number) {
            case 0 -> this::fold;
            case 1 -> this::prove;
            default -> write(number);
        });

        assertThat(counters.prove()).isNotEmpty().allMatch(Counter::isExact);
        assertThat(looks.get(1)).as("proofs meanwhile").isPositive();
        assertThat(committed.get()).isPositive();
        assertThat(broken.get()).as("transactions that came to nothing").isPositive();
        assertThat(ended.get()).as("backends that were ended").isPositive();

        counters.fold();
        assertThat(counters.prove()).allMatch(Counter::isExact);
    }

    private int fold() {
        int folded = 0;
        while (atWork.get() > 0) {
            folded += (int) counters.fold();
        }
        return folded;
    }

    private int prove() {
        int looks = 0;
        while (atWork.get() > 0) {
            assertThat(counters.prove()).allMatch(Counter::isExact);
            looks++;
        }
        return looks;
    }

    private Callable<Integer> write(int number) {
        return () -> {
            Random random = new Random(number);
            try {
                for (int i = 1; i <= TRANSACTIONS; i++) {
                    transaction(random, LEVELS.get(number % LEVELS.size()));
                    if (i % 10 == 0) { // so a slow machine ends no more of them than a fast one, and most commit
                        endAnother();
                    }
                }
            } finally {
                atWork.decrementAndGet();
            }
            return number;
        };
    }

    private void endAnother() {
        ended.addAndGet((int) site.count("""
                SELECT count(pg_terminate_backend(pid)) FROM (
                    SELECT pid FROM pg_stat_activity WHERE application_name = 'under fire' AND datname = current_database()
                    ORDER BY random() LIMIT 1) AS chosen"""));
    }

    /** One with a connection of its own: a backend that is ended takes no other transaction with it. */
    private void transaction(Random random, String level) {
        try (Connection connection = SqlUploads.connect(site);
                Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = 'under fire'");
            statement.execute("BEGIN ISOLATION LEVEL " + level);
            if (random.nextInt(3) == 0) { // what it takes is there for others until it commits
                statement.execute("SELECT nfs2s3.fold_counts(50)");
            }
            for (int i = random.nextInt(4); i >= 0; i--) {
                statement.execute("SAVEPOINT s");
                statement.execute(change(random));
                statement.execute(random.nextInt(4) == 0 ? "ROLLBACK TO s" : "RELEASE s");
            }
            statement.execute(random.nextInt(5) == 0 ? "ROLLBACK" : "COMMIT");
            committed.incrementAndGet();
        } catch (SQLException e) {
            broken.incrementAndGet(); // its backend was ended, or its transaction for the sake of another
        }
    }

    /** Of a few neighbouring paths, in their order, so that writers meet and not all of them deadlock. */
    private static String change(Random random) {
        int first = random.nextInt(FILES);
        String some = "IN (SELECT path FROM nfs2s3.media WHERE path BETWEEN 'images/" + (1000 + first)
                + "' AND 'images/" + (1005 + first) + "' ORDER BY path FOR UPDATE)";
        return switch (random.nextInt(5)) {
            case 0, 1 ->
                "INSERT INTO nfs2s3.media AS m (path, kind, state) SELECT 'images/' || (1000 + i), 'image', 'QUEUED'"
                        + " FROM generate_series(" + first + ", " + (first + 5)
                        + ") AS i ON CONFLICT (path) DO UPDATE SET"
                        + " generation = m.generation + 1, state = 'QUEUED', location = 'NFS', size_bytes = NULL";
            case 2 ->
                "UPDATE nfs2s3.media SET location = 'S3', state = 'MIGRATED', size_bytes = id, checksum = 'CRC32C:a',"
                        + " object_key = path, migrated_at = now() WHERE path " + some;
            case 3 ->
                "UPDATE nfs2s3.media SET location = 'NFS', state = 'FAILED', failed_at = now(), failure_code = 'CODE"
                        + random.nextInt(3) + "' WHERE path " + some;
            default -> "DELETE FROM nfs2s3.media WHERE path " + some;
        };
    }
}
