package io.nfs2s3.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nfs2s3.app.Application;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.SqlUploads;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** Whoever writes the table of pointers, by whatever statement, is counted. */
class CountersIT {
    private static final String FLIP =
            "UPDATE nfs2s3.media SET location = 'S3', state = 'MIGRATED', size_bytes = 7, checksum = 'CRC32C:a',"
                    + " object_key = path, migrated_at = now() WHERE ";

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final Application application = site.application();
    private static final Counters counters = application.counters();

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    /** What no file is behind: a fold takes both rows. */
    private static void addToNothing() {
        execute(
                "INSERT INTO nfs2s3.media_count VALUES ('image', 'QUEUED', NULL, 1, 5), ('image', 'QUEUED', NULL, -1, -5)");
    }

    private static String insert(int from, int to) {
        return "INSERT INTO nfs2s3.media (path, kind, state) SELECT 'images/' || i || '.jpg', 'image', 'QUEUED'"
                + " FROM generate_series(" + from + ", " + to + ") AS i";
    }

    /** What the counters say, once they are those of a count. */
    private static List<String> exact() {
        assertThat(counters.prove()).allMatch(Counter::isExact);
        return site.query("SELECT kind || ' ' || state || ' ' || location || ' ' || files || ' ' || bytes"
                + " FROM nfs2s3.media_by_state ORDER BY kind, state");
    }

    @Test
    void each_kind_of_statement_is_counted() throws SQLException, IOException {
        execute(insert(1, 9));
        assertThat(exact()).containsExactly("image QUEUED NFS 9 0");

        execute(FLIP + "path < 'images/4'");
        assertThat(exact()).containsExactly("image MIGRATED S3 3 21", "image QUEUED NFS 6 0");

        execute("UPDATE nfs2s3.media SET size_bytes = 100 WHERE path = 'images/1.jpg'");
        execute("UPDATE nfs2s3.media SET state = 'RETIRED', retired_at = now() WHERE path = 'images/2.jpg'");
        execute("UPDATE nfs2s3.media SET kind = 'audio' WHERE path = 'images/9.jpg'");
        execute("UPDATE nfs2s3.media SET path = 'images/moved.jpg' WHERE path = 'images/8.jpg'");
        execute("DELETE FROM nfs2s3.media WHERE path = 'images/3.jpg'");
        assertThat(exact())
                .containsExactly(
                        "audio QUEUED NFS 1 0",
                        "image MIGRATED S3 1 100",
                        "image QUEUED NFS 5 0",
                        "image RETIRED S3 1 7");

        execute(insert(1, 12) + " ON CONFLICT (path) DO UPDATE SET state = 'HELD', location = 'NFS', size_bytes = 1");
        assertThat(exact()).containsExactly("audio HELD NFS 1 1", "image HELD NFS 6 6", "image QUEUED NFS 6 0");

        try (Connection connection = SqlUploads.connect(site)) {
            SqlUploads.enqueue(connection, "images/1.jpg");
            SqlUploads.enqueue(connection, "images/by-function.jpg");
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY nfs2s3.media (path, kind, state, size_bytes) FROM STDIN",
                            new StringReader("images/a.jpg\timage\tQUEUED\t5\nimages/b.jpg\timage\tQUEUED\t6\n"));
        }
        assertThat(exact()).containsExactly("audio HELD NFS 1 1", "image HELD NFS 5 5", "image QUEUED NFS 10 11");

        execute("""
                MERGE INTO nfs2s3.media m
                USING (VALUES ('images/a.jpg'), ('images/b.jpg'), ('images/c.jpg')) AS s (path) ON m.path = s.path
                WHEN MATCHED AND m.path = 'images/a.jpg' THEN DELETE
                WHEN MATCHED THEN UPDATE SET size_bytes = 60
                WHEN NOT MATCHED THEN INSERT (path, kind, state) VALUES (s.path, 'image', 'HELD')""");
        assertThat(exact()).containsExactly("audio HELD NFS 1 1", "image HELD NFS 6 5", "image QUEUED NFS 9 60");

        execute("""
                WITH one AS (UPDATE nfs2s3.media SET size_bytes = 2 WHERE state = 'HELD' RETURNING id),
                    two AS (UPDATE nfs2s3.media SET size_bytes = 3 WHERE state = 'QUEUED' RETURNING id),
                    three AS (INSERT INTO nfs2s3.media (path, kind, state) VALUES ('images/d.jpg', 'image', 'QUEUED'))
                DELETE FROM nfs2s3.media WHERE kind = 'none'""");
        assertThat(exact()).containsExactly("audio HELD NFS 1 2", "image HELD NFS 6 12", "image QUEUED NFS 10 27");

        execute("TRUNCATE nfs2s3.media");
        assertThat(exact()).isEmpty();
        counters.fold();
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media_count")).isZero();
    }

    @Test
    void failed_files_are_counted_by_their_reason() {
        FailedRows.insert(site, "images/1.jpg", "image", "SOURCE_MISSING", 1);
        FailedRows.insert(site, "images/2.jpg", "image", "SOURCE_MISSING", 1);
        FailedRows.insertMany(site, 40);
        execute("UPDATE nfs2s3.media SET failure_code = 'SOURCE_FORBIDDEN' WHERE path = 'images/2.jpg'");
        execute("UPDATE nfs2s3.media SET state = 'QUEUED' WHERE path = 'images/many7.jpg'");

        assertThat(exact()).containsExactly("image FAILED NFS 41 0", "image QUEUED NFS 1 0");
        assertThat(counters.prove())
                .extracting(Counter::state, Counter::failureCode, Counter::keptFiles)
                .containsExactlyInAnyOrder(
                        tuple("FAILED", "SOURCE_FORBIDDEN", 1L),
                        tuple("FAILED", "SOURCE_MISSING", 1L),
                        tuple("FAILED", "SOURCE_READ", 39L),
                        tuple("QUEUED", null, 1L));
    }

    @Test
    void what_is_rolled_back_was_never_counted() throws SQLException {
        execute(insert(1, 3));
        try (Connection connection = SqlUploads.connect(site);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(insert(4, 9));
            Savepoint savepoint = connection.setSavepoint();
            statement.execute(FLIP + "true");
            connection.rollback(savepoint);
            statement.execute("DELETE FROM nfs2s3.media WHERE path = 'images/4.jpg'");
            statement.execute("DO $$ BEGIN DELETE FROM nfs2s3.media; RAISE 'no'; EXCEPTION WHEN OTHERS THEN END $$");
            assertThat(exact()).as("as others see it").containsExactly("image QUEUED NFS 3 0");
            connection.commit();
            assertThat(exact()).containsExactly("image QUEUED NFS 8 0");

            statement.execute("TRUNCATE nfs2s3.media");
            connection.rollback();
        }
        assertThat(exact()).containsExactly("image QUEUED NFS 8 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void a_truncate_takes_away_what_was_written_after_its_snapshot_too(String isolation) {
        execute(insert(1, 3));
        try (Handle other = site.jdbi().open()) {
            other.execute("BEGIN ISOLATION LEVEL " + isolation);
            other.execute("SELECT FROM nfs2s3.kind");
            execute(insert(4, 9));
            other.execute("TRUNCATE nfs2s3.media");
            other.execute("COMMIT");
        }
        assertThat(exact()).isEmpty();
    }

    @Test
    void what_changes_no_count_writes_no_row() {
        execute(insert(1, 3));
        counters.fold();

        execute("UPDATE nfs2s3.media SET attempts = attempts + 1, queued_at = now()");
        execute("UPDATE nfs2s3.media SET state = 'HELD' WHERE path = 'none'");
        execute(insert(1, 3) + " ON CONFLICT (path) DO NOTHING");
        execute(insert(1, 3) + " ON CONFLICT (path) DO UPDATE SET generation = nfs2s3.media.generation + 1");

        assertThat(site.query("SELECT files FROM nfs2s3.media_count")).containsExactly("3");
    }

    @Test
    void a_fold_leaves_one_row_for_each_counter_and_changes_none() {
        for (int i = 1; i <= 50; i++) {
            execute(insert(i, i));
        }
        Copies.migrate(application.catalog(), Copies.paths("flipped", 20));
        addToNothing();
        List<String> before = exact();

        assertThat(counters.fold()).isGreaterThanOrEqualTo(4);

        assertThat(exact()).isEqualTo(before);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media_count")).isEqualTo(2);
        assertThat(counters.fold()).as("nothing to do").isZero();
    }

    @Test
    void a_transaction_that_stays_open_holds_up_neither_writers_nor_the_fold() {
        execute(insert(1, 6));
        try (Handle open = site.jdbi().open();
                Handle other = site.jdbi().open()) {
            addToNothing();
            open.execute("BEGIN");
            open.execute(insert(7, 7));
            open.execute("SELECT FROM nfs2s3.media_count FOR UPDATE"); // as who folds does

            other.execute("SET lock_timeout = '1 s'");
            other.execute(insert(8, 8));
            other.execute(FLIP + "path = 'images/1.jpg'");
            other.execute("RESET lock_timeout");
            counters.fold();
            assertThat(exact()).containsExactly("image MIGRATED S3 1 7", "image QUEUED NFS 6 0");
            open.execute("COMMIT");
        }
        assertThat(exact()).containsExactly("image MIGRATED S3 1 7", "image QUEUED NFS 7 0");
    }

    @Test
    void where_no_daemon_folds_those_who_write_keep_the_table_small() {
        int statements = 4_000;
        // By a seed, so that it comes out the same each time: a fold in five hundred statements is one by chance.
        execute("DO $$ BEGIN PERFORM setseed(0.5); FOR i IN 1.." + statements
                + " LOOP INSERT INTO nfs2s3.media (path, kind, state)"
                + " VALUES ('images/' || i, 'image', 'QUEUED'); IF i % 100 = 0 THEN COMMIT; END IF; END LOOP; END $$");

        assertThat(exact()).containsExactly("image QUEUED NFS " + statements + " 0");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media_count")).isLessThan(statements * 3 / 4);
    }

    @Test
    void whoever_writes_needs_no_right_on_the_counters() {
        String role = site.bucket() + "_writer";
        site.jdbi().useHandle(handle -> {
            handle.createScript("CREATE ROLE " + role + "; GRANT USAGE ON SCHEMA nfs2s3 TO " + role
                            + "; GRANT SELECT, INSERT, UPDATE, DELETE ON nfs2s3.media TO " + role)
                    .execute();
            try {
                handle.execute("SET ROLE " + role);
                handle.execute(insert(1, 4));
                handle.execute("UPDATE nfs2s3.media SET state = 'HELD' WHERE path = 'images/1.jpg'");
                handle.execute("DELETE FROM nfs2s3.media WHERE path = 'images/2.jpg'");
                handle.execute("SELECT nfs2s3.fold_counts(100)");
            } finally {
                handle.execute("RESET ROLE");
                handle.createScript("DROP OWNED BY " + role + "; DROP ROLE " + role)
                        .execute();
            }
        });
        assertThat(exact()).containsExactly("image HELD NFS 1 0", "image QUEUED NFS 2 0");
    }

    /** A site that publishes all its tables, to move to another server, goes on. */
    @Test
    void a_table_that_is_published_is_folded() {
        execute("CREATE PUBLICATION of_all FOR ALL TABLES");
        try {
            execute(insert(1, 2));
            addToNothing();
            assertThat(counters.fold()).isPositive();
            assertThat(site.query("SELECT files FROM nfs2s3.media_count")).containsExactly("2");
            assertThat(exact()).containsExactly("image QUEUED NFS 2 0");
        } finally {
            execute("DROP PUBLICATION of_all");
        }
    }
}
