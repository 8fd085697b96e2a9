package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.database.Database;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The beginning of a backfill: very many rows are QUEUED, and the planner has not heard of one. */
class StaleStatisticsIT {
    private static final int QUEUED = 20_000;
    private static final int BATCH = 200;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @BeforeAll
    static void open() {
        site.jdbi().useHandle(handle -> {
            handle.execute("ALTER TABLE nfs2s3.media SET (autovacuum_enabled = off)");
            handle.execute("""
                    INSERT INTO nfs2s3.media
                        (path, kind, state, location, size_bytes, checksum, object_key, migrated_at)
                    SELECT 'images/old/' || i, 'image', 'MIGRATED', 'S3', 1, 'crc32c:x', 'x', now()
                    FROM generate_series(1, 5000) AS i
                    """);
            handle.execute("ANALYZE nfs2s3.media");
            handle.execute("INSERT INTO nfs2s3.media (path, kind, state)"
                    + " SELECT 'images/new/' || i, 'image', 'QUEUED' FROM generate_series(1, " + QUEUED + ") AS i");
        });
    }

    @Test
    void a_flip_does_not_read_the_queue_for_each_file() throws SQLException {
        assertThat(rowsRead(catalog -> assertThat(Copies.flip(
                                catalog,
                                "w1",
                                IntStream.rangeClosed(1, BATCH)
                                        .mapToObj(i -> Copies.of(upload(i)))
                                        .toList()))
                        .hasSize(BATCH)))
                .isLessThan(2 * QUEUED);
    }

    @Test
    void an_attempt_reads_the_row_of_its_file_only() throws SQLException {
        var failure = new Failure(FailureCode.SOURCE_READ, "again");

        assertThat(rowsRead(catalog -> catalog.recordAttempt(upload(QUEUED), failure)))
                .isLessThan(10);
        assertThat(rowsRead(catalog -> catalog.fail(upload(QUEUED), failure))).isLessThan(10);
    }

    private static FileVersion upload(int number) {
        return new FileVersion(MediaPath.of("images/new/" + number), 1);
    }

    /** Rows of the table that a transaction read, by index or otherwise. It is rolled back. */
    private static long rowsRead(Consumer<MediaCatalog> work) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                site.databaseUrl(),
                site.addresses().databaseUser(),
                site.addresses().databasePassword())) {
            connection.setAutoCommit(false);
            Jdbi jdbi = Database.jdbi(connection);
            work.accept(new MediaCatalog(
                    jdbi, site.settings().kinds(), site.settings().siteUpdate()));
            long rows = jdbi.withHandle(
                    handle -> handle.createQuery("""
                            SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables
                            WHERE relid = 'nfs2s3.media'::regclass
                            """).mapTo(Long.class).one());
            connection.rollback();
            return rows;
        }
    }
}
