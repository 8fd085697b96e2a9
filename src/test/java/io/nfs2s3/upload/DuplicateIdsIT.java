package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.ReceivedMessage;
import io.nfs2s3.resilience.BreakerState;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.SqlUploads;
import io.nfs2s3.testing.Together;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.WorkerResult;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** After a restore of the data alone the identity sequences begin anew: that is the database's trouble, and no file's. */
class DuplicateIdsIT {
    private static final MediaPath PATH = MediaPath.of("images/new.jpg");

    @RegisterExtension
    private static final WiredHooks wired = new WiredHooks();

    private final MigrationQueue queue = wired.queue();

    @BeforeEach
    void restoreDataOnly() {
        wired.application().catalog().register(Copies.paths("old", 300));
        for (String table : List.of("media", "outbox", "superseded")) {
            wired.site()
                    .jdbi()
                    .useHandle(handle -> handle.execute("SELECT setval('nfs2s3." + table + "_id_seq', 1, false)"));
        }
        wired.site().jdbi().useHandle(handle -> {
            handle.execute("INSERT INTO nfs2s3.superseded (id, path, generation, was_visible) OVERRIDING SYSTEM VALUE"
                    + " SELECT n, 'images/gone' || n, 1, false FROM generate_series(1, 50) AS n");
            handle.execute("INSERT INTO nfs2s3.outbox (id, message, set_aside_at, last_error) OVERRIDING SYSTEM VALUE"
                    + " SELECT n, 'x', now(), 'old' FROM generate_series(1, 50) AS n");
        });
    }

    @Test
    void the_hook_takes_its_next_way() {
        UploadHook hook = wired.hook();

        await().until(
                        () -> { // the very first failure may be the cold start's
                            assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SQS);
                            return hook.status().database() == BreakerState.OPEN;
                        });

        assertThat(Queues.takeFiles(queue)).isNotEmpty().containsOnly(FileRef.unregistered(PATH));
    }

    @Test
    void with_sqs_down_too_the_hook_spools(@TempDir Path directory) {
        UploadHook hook = wired.hook("upload { budget = 5 s, spool = \"" + directory.resolve("spool") + "\" }");
        wired.sqs().refuse();

        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SPOOL);
    }

    @Test
    void without_a_spool_the_refusal_says_what_the_database_said() {
        UploadHook hook = wired.hook("upload { budget = 1 s, lastResort = 0 s }");
        wired.sqs().refuse();

        assertThatThrownBy(() -> hook.fileUploaded(PATH.value()))
                .isInstanceOf(UploadNotAcceptedException.class)
                .hasMessageContaining("neither SQS nor the database took it")
                .hasMessageNotContaining("both down");
    }

    @Test
    void the_sql_hook_keeps_every_upload() throws SQLException {
        try (Connection connection = SqlUploads.connect(wired.site())) {
            assertThat(SqlUploads.enqueue(connection, PATH.value())).isEqualTo("OUTBOX");
            assertThat(SqlUploads.enqueue(connection, "images/old7.jpg"))
                    .isEqualTo("OUTBOX"); // superseded is behind too
        }
        assertThat(wired.waiting())
                .extracting(upload -> upload.path() + " " + upload.generation())
                .containsExactly("images/new.jpg 1", "images/old7.jpg 2");
        assertThat(wired.site().count("SELECT count(*) FROM nfs2s3.superseded WHERE path = 'images/old7.jpg'"))
                .isEqualTo(1);
    }

    @Test
    void the_sql_hook_keeps_them_in_the_callers_transaction_and_from_many_at_once() {
        Together.run(8, thread -> () -> {
            try (Connection connection = SqlUploads.connect(wired.site())) {
                connection.setAutoCommit(false);
                for (int i = 0; i < 20; i++) {
                    SqlUploads.enqueue(connection, "images/" + thread + "/" + i + ".jpg");
                }
                connection.commit();
                return thread;
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(wired.waiting()).hasSize(160).doesNotHaveDuplicates();
    }

    @Test
    void a_duplicate_in_a_table_of_the_site_is_the_sites_own() throws SQLException {
        wired.site().jdbi().useHandle(handle -> handle.execute("""
                CREATE TABLE picture (id int CONSTRAINT picture_pkey PRIMARY KEY, path text);
                INSERT INTO picture VALUES (1, 'x');
                CREATE OR REPLACE FUNCTION nfs2s3.site_update(varchar, varchar, varchar, integer)
                    RETURNS void LANGUAGE sql AS 'INSERT INTO public.picture VALUES (1, $1)'"""));
        Copies.flip(
                wired.application().catalog(),
                "w",
                List.of(Copies.of(new FileVersion(MediaPath.of("images/old1.jpg"), 1))));
        try (Connection connection = SqlUploads.connect(wired.site())) {
            assertThatThrownBy(() -> SqlUploads.enqueue(connection, "images/old1.jpg"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("picture_pkey");
        } finally {
            wired.application().sqlHook().write();
            wired.site().jdbi().useHandle(handle -> handle.execute("DROP TABLE picture"));
        }
    }

    @Test
    void a_message_that_alone_knows_of_an_upload_is_kept() {
        wired.site().write(PATH.value(), "bytes");
        queue.send(MigrationMessage.of(Source.UPLOAD, FileRef.unregistered(PATH)));
        for (int i = 0; i < 12; i++) { // as after as many trials of a worker
            queue.hide(queue.receive(Duration.ofSeconds(5), Duration.ofMinutes(1)), Duration.ZERO);
        }
        try (MigrationWorker worker = wired.application().worker()) {
            WorkerResult result = worker.runUntilIdle();
            assertThat(result.ending()).isEqualTo(WorkerResult.Ending.SUSPENDED);
            assertThat(result.reason()).contains("DATABASE_DOWN").contains("media_pkey");
        }
        wired.site().await(() -> queue.depth().visible() == 1);
        List<ReceivedMessage> kept = queue.receive(Duration.ofSeconds(5), Duration.ofMinutes(1));
        assertThat(kept).extracting(ReceivedMessage::receiveCount).containsExactly(1);
        assertThat(wired.site().deadLetters()).isZero();
        queue.hide(kept, Duration.ZERO);

        wired.site().jdbi().useHandle(handle -> handle.execute("SELECT setval('nfs2s3.media_id_seq', 1000)"));
        try (MigrationWorker worker = wired.application().worker()) {
            wired.site().await(() -> {
                worker.runUntilIdle();
                return worker.totals().migrated() == 1;
            });
        }
        assertThat(wired.site().text(PATH.value())).isEqualTo("bytes");
    }
}
