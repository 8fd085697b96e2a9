package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.TestSite;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many rows, of which most name an object: a page of them reads no more than it gives. */
class RecordedPlanIT {
    private static final int ROWS = 5_000;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @BeforeAll
    static void fill() {
        site.jdbi().useHandle(handle -> {
            handle.execute("""
                    INSERT INTO nfs2s3.media
                        (path, kind, state, location, size_bytes, checksum, object_key, migrated_at)
                    SELECT 'images/' || i, 'image', 'MIGRATED', 'S3', 1, 'CRC32C:x', 'images/' || i, now()
                    FROM generate_series(1, 5000) AS i
                    """);
            handle.execute("INSERT INTO nfs2s3.media (path, kind, state)"
                    + " SELECT 'images/q/' || i, 'image', 'QUEUED' FROM generate_series(1, 2000) AS i");
            handle.execute("VACUUM ANALYZE nfs2s3.media");
        });
    }

    @Test
    void a_page_of_a_range_reads_its_own_rows() {
        for (KeyRange range : new KeyRange[] {
            KeyRange.of(""),
            KeyRange.of("images/"),
            new KeyRange("images/", "images/3", null),
            new KeyRange("images/", "images/3", "images/8")
        }) {
            assertThat(rowsRead(handle -> assertThat(RecordedSql.page(handle, range, null, 100))
                            .hasSize(100)))
                    .as("%s", range)
                    .isLessThan(ROWS / 10);
        }
    }

    /** Rows of the table that one transaction read, by index or otherwise. */
    private static long rowsRead(Consumer<Handle> work) {
        return site.jdbi().inTransaction(handle -> {
            handle.execute("SET LOCAL enable_seqscan = off");
            work.accept(handle);
            return handle.createQuery("""
                    SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables
                    WHERE relid = 'nfs2s3.media'::regclass
                    """).mapTo(Long.class).one();
        });
    }
}
