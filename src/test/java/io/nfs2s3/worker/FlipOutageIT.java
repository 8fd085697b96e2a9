package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.worker.WorkerResult.Ending;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What else than {@code media} a flip needs is locked, full or gone; or a transaction of the site holds a row. */
@Order(2) // waits for most of its time: beside it the others go on
class FlipOutageIT extends WorkerTestBase {
    private static final int FILES = 20;
    private static final String FOLLOWED =
            "catalog.siteUpdate = \"UPDATE photo SET storage = :location WHERE file = :path\"";

    @BeforeEach
    void upload() {
        site.jdbi().useHandle(handle -> handle.execute("CREATE TABLE photo (file text PRIMARY KEY, storage text)"));
        IntStream.range(0, FILES).forEach(i -> {
            site.write(path(i), "file " + i);
            site.jdbi().useHandle(handle -> handle.execute("INSERT INTO photo VALUES (?, 'NFS')", path(i)));
            hook.fileUploaded(path(i));
        });
    }

    private static String path(int i) {
        return "images/" + i + ".jpg";
    }

    private MigrationWorker worker() {
        return site.application(FOLLOWED, "worker.maxAttempts = 1", "sqs.visibilityTimeout = 5 s")
                .worker();
    }

    private void assertThatNoFileIsToBlame(MigrationWorker worker, String reason) {
        WorkerResult result = worker.runUntilIdle();

        assertThat(result.ending()).isEqualTo(Ending.SUSPENDED);
        assertThat(result.reason()).contains(reason);
        assertThat(site.query("SELECT DISTINCT state || ' ' || attempts FROM nfs2s3.media"))
                .containsExactly("QUEUED 0");
    }

    private void assertThatAllAreMigrated(MigrationWorker worker) {
        site.await(() -> {
            worker.runUntilIdle();
            return worker.totals().migrated() == FILES;
        });
        assertThat(site.query("SELECT DISTINCT state || ' ' || attempts FROM nfs2s3.media"))
                .containsExactly("MIGRATED 0");
        assertThat(site.query("SELECT DISTINCT storage FROM photo")).containsExactly("S3");
    }

    @Test
    void a_table_of_the_site_that_is_locked_pauses_the_worker_and_counts_no_attempt() {
        try (MigrationWorker worker = worker()) {
            try (Handle other = site.jdbi().open()) {
                other.begin();
                other.execute("LOCK TABLE photo");
                assertThatNoFileIsToBlame(worker, "lock timeout");
                other.rollback();
            }
            assertThatAllAreMigrated(worker);
        }
    }

    @Test
    void a_disk_that_is_full_for_another_table_pauses_the_worker_and_counts_no_attempt() {
        site.jdbi().useHandle(handle -> handle.execute("""
                CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
                CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON nfs2s3.progress
                    FOR EACH ROW EXECUTE FUNCTION full_disk()
                """));
        try (MigrationWorker worker = worker()) {
            assertThatNoFileIsToBlame(worker, "could not extend file");

            site.jdbi().useHandle(handle -> handle.execute("DROP TRIGGER full_disk ON nfs2s3.progress"));
            assertThatAllAreMigrated(worker);
        }
    }

    @Test
    void a_statement_of_the_site_that_the_database_does_not_take_pauses_the_worker_and_counts_no_attempt() {
        site.jdbi().useHandle(handle -> handle.execute("ALTER TABLE photo RENAME storage TO place"));
        try (MigrationWorker worker = worker()) {
            assertThatNoFileIsToBlame(worker, "column \"storage\" of relation \"photo\" does not exist");

            site.jdbi().useHandle(handle -> handle.execute("ALTER TABLE photo RENAME place TO storage"));
            assertThatAllAreMigrated(worker);
        }
    }

    @Test
    void a_table_of_ours_that_is_not_as_this_program_knows_it_pauses_the_worker_and_counts_no_attempt() {
        site.jdbi().useHandle(handle -> handle.execute("ALTER TABLE nfs2s3.progress RENAME files TO amount"));
        try (MigrationWorker worker = worker()) {
            assertThatNoFileIsToBlame(worker, "does not exist");

            site.jdbi().useHandle(handle -> handle.execute("ALTER TABLE nfs2s3.progress RENAME amount TO files"));
            assertThatAllAreMigrated(worker);
        }
    }

    @Test
    void a_row_of_media_that_the_site_holds_waits_by_itself() {
        assertThatOneWaitsByItself("SELECT FROM nfs2s3.media WHERE path = ? FOR UPDATE");
    }

    @Test
    void a_row_of_the_site_that_it_holds_waits_by_itself() {
        assertThatOneWaitsByItself("SELECT FROM photo WHERE file = ? FOR UPDATE");
    }

    private void assertThatOneWaitsByItself(String lock) {
        try (MigrationWorker worker = worker()) {
            try (Handle other = site.jdbi().open()) {
                other.begin();
                other.execute(lock, path(FILES / 2));
                site.await(() -> {
                    worker.runUntilIdle();
                    return worker.totals().migrated() == FILES - 1;
                });
                assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.IDLE);
                assertThat(row(path(FILES / 2)).attempts()).isZero();
                other.rollback();
            }
            assertThatAllAreMigrated(worker);
        }
    }
}
