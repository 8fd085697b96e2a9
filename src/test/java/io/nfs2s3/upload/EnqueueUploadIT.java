package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.outbox.OutboxEntry;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.SqlUploads;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import io.nfs2s3.worker.MigrationWorker;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Uploads that are told by the SQL function {@code nfs2s3.enqueue_upload}. */
class EnqueueUploadIT {
    private static final String PATH = "images/ab/1.jpg";

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final Application application = site.application();
    private static final Connection connection = site.closing(SqlUploads.connect(site));

    @BeforeEach
    void clear() {
        application.sqlHook().write();
    }

    private static List<FileVersion> waiting() {
        return application.outbox().list(10_000).stream()
                .map(OutboxEntry::message)
                .map(body -> Queues.upload(Queues.decode(body).files().get(0)))
                .toList();
    }

    @Test
    void an_upload_goes_through_outbox_queue_and_worker_to_s3() throws SQLException {
        site.write(PATH, "the bytes");
        assertThat(SqlUploads.enqueue(connection, PATH)).isEqualTo("OUTBOX");
        assertThat(application.drainer().drain().sent()).isEqualTo(1);
        work();
        assertThat(site.text(PATH)).isEqualTo("the bytes");

        site.write(PATH, "other bytes");
        SqlUploads.enqueue(connection, PATH);
        assertThat(site.query("SELECT location || state FROM nfs2s3.media")).containsExactly("NFSQUEUED");
        application.drainer().drain();
        work();

        assertThat(site.keyOf(PATH)).isEqualTo("images/ab/1~g2.jpg");
        assertThat(site.text("images/ab/1~g2.jpg")).isEqualTo("other bytes");
    }

    private static void work() {
        try (MigrationWorker worker = application.worker()) {
            worker.runUntilEmpty();
            assertThat(worker.totals().migrated()).isEqualTo(1);
        }
    }

    @Test
    void an_upload_of_a_kind_that_is_not_migrated_is_held() throws SQLException {
        assertThat(SqlUploads.enqueue(connection, "audio/1.mp3")).isEqualTo("HELD");
        assertThat(SqlUploads.enqueue(connection, "flat.txt")).isEqualTo("OUTBOX");

        assertThat(site.query("SELECT kind || ' ' || state FROM nfs2s3.media ORDER BY path"))
                .containsExactly("audio HELD", "other QUEUED");
        assertThat(waiting()).containsExactly(new FileVersion(MediaPath.of("flat.txt"), 1));
    }

    /** Whatever the row was before, it is after the function as it is after the hook. */
    @Test
    void the_row_is_the_same_as_the_java_hook_leaves_it() throws SQLException {
        try (UploadHook hook = application.hook()) {
            for (String path : List.of("images/java.jpg", "images/sql.jpg")) {
                application.catalog().register(List.of(MediaPath.of(path)));
            }
            site.jdbi().useHandle(handle -> handle.execute("""
                    UPDATE nfs2s3.media SET location = 'S3', state = 'RETIRED', size_bytes = 1, source_mtime = now(),
                        checksum = 'CRC32C:x', object_key = 'key', etag = 'e', version_id = 'v', migrated_at = now(),
                        retired_at = now(), failed_at = now(), failure_code = 'c', failure_message = 'm', attempts = 3
                    """));
            connection.setAutoCommit(false);
            hook.fileUploaded(connection, "images/java.jpg");
            SqlUploads.enqueue(connection, "images/sql.jpg");
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }

        assertThat(site.count("""
                        SELECT count(DISTINCT to_jsonb(m) - 'id' - 'path') FROM nfs2s3.media m
                        WHERE generation = 2 AND state = 'QUEUED' AND object_key IS NULL""")).isEqualTo(1);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.superseded WHERE was_visible AND object_key = 'key'"))
                .isEqualTo(2);
    }

    @Test
    void the_upload_is_rolled_back_with_the_transaction_of_the_caller() throws SQLException {
        connection.setAutoCommit(false);
        SqlUploads.enqueue(connection, PATH);
        connection.rollback();
        connection.setAutoCommit(true);

        assertThat(waiting()).isEmpty();
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isZero();
    }

    @Test
    void sessions_at_once_lose_no_upload_and_keep_the_order_of_each_path() {
        List<String> paths = List.of("images/a.jpg", "images/b.jpg");
        int each = 25;
        Together.run(6, thread -> () -> {
            try (Connection own = SqlUploads.connect(site)) {
                for (int i = 0; i < each; i++) {
                    String path = paths.get((i + thread) % 2);
                    if (thread % 3 == 0) {
                        application.catalog().register(List.of(MediaPath.of(path)));
                    } else {
                        SqlUploads.enqueue(own, path);
                    }
                }
            }
            return null;
        });

        assertThat(site.count("SELECT sum(generation) FROM nfs2s3.media")).isEqualTo(6L * each);
        assertThat(waiting()).hasSize(4 * each);
        for (String path : paths) {
            assertThat(waiting().stream().filter(upload -> upload.path().value().equals(path)))
                    .extracting(FileVersion::generation)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void a_path_of_no_kind_and_a_table_without_kinds_are_refused_with_what_to_do() {
        site.jdbi().useHandle(handle -> handle.execute("DELETE FROM nfs2s3.kind WHERE prefix = ''"));
        assertThatThrownBy(() -> SqlUploads.enqueue(connection, "flat.txt"))
                .hasMessageContaining("no kind covers \"flat.txt\": the prefixes are [images/, audio/]; add a kind")
                .extracting(error -> ((SQLException) error).getSQLState())
                .isEqualTo("22023");

        site.jdbi().useHandle(handle -> handle.execute("DELETE FROM nfs2s3.kind"));
        assertThatThrownBy(() -> SqlUploads.enqueue(connection, PATH))
                .hasMessageContaining("the table nfs2s3.kind is empty; run 'nfs2s3 schema migrate'")
                .extracting(error -> ((SQLException) error).getSQLState())
                .isEqualTo("55000");
    }

    @Test
    void a_role_that_may_do_nothing_else_may_call_it() throws SQLException {
        String role = "web_" + site.bucket();
        site.jdbi().useHandle(handle -> {
            handle.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
            handle.execute("GRANT USAGE ON SCHEMA nfs2s3 TO " + role);
        });
        try (Connection web = DriverManager.getConnection(site.databaseUrl(), role, "secret")) {
            assertThatThrownBy(() -> SqlUploads.enqueue(web, PATH)).hasMessageContaining("permission denied");

            site.jdbi()
                    .useHandle(handle ->
                            handle.execute("GRANT EXECUTE ON FUNCTION nfs2s3.enqueue_upload(text) TO " + role));
            assertThat(SqlUploads.enqueue(web, PATH)).isEqualTo("OUTBOX");
            assertThat(SqlUploads.enqueue(web, PATH))
                    .as("a re-upload, and what its triggers do")
                    .isEqualTo("OUTBOX");

            for (String forbidden : List.of(
                    "UPDATE nfs2s3.media SET location = 'S3'",
                    "DELETE FROM nfs2s3.outbox",
                    "DELETE FROM nfs2s3.kind",
                    "SELECT nfs2s3.site_update('" + PATH + "', 'S3', 'evil', 1)")) {
                assertThatThrownBy(() -> web.createStatement().execute(forbidden))
                        .as(forbidden)
                        .hasMessageContaining("permission denied");
            }
        }
        assertThat(waiting()).hasSize(2);
    }

    @Test
    void the_settings_of_the_session_do_not_change_what_it_writes() throws SQLException {
        try (Connection odd = SqlUploads.connect(site)) {
            odd.createStatement().execute("SET standard_conforming_strings = off");
            odd.createStatement().execute("SET search_path = ''");
            SqlUploads.enqueue(odd, "images/\\ \u00E9.jpg");
        }
        assertThat(waiting()).containsExactly(new FileVersion(MediaPath.of("images/\\ \u00E9.jpg"), 1));
    }

    @Test
    void a_table_of_the_session_does_not_stand_in_for_ours() throws SQLException {
        try (Connection odd = SqlUploads.connect(site)) {
            odd.createStatement().execute("CREATE TEMP TABLE kind (name text, prefix text, migrated boolean)");
            IntStream.range(0, 2).forEach(i -> {
                try {
                    assertThat(SqlUploads.enqueue(odd, PATH)).isEqualTo("OUTBOX");
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }
}
