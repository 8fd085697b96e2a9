package io.nfs2s3.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.Daemon;
import io.nfs2s3.catalog.BackfillFiles;
import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Counters of a database that was restored, copied, or written to without triggers. */
class RestoredCountersIT {
    @RegisterExtension
    private final TestSite site = TestSite.open();

    private Application application;
    private Counters counters;

    @BeforeEach
    void write() {
        application = site.application("drain.enabled = false, worker.enabled = false, sweep.enabled = false");
        counters = application.counters();
        Copies.migrate(application.catalog(), Copies.paths("before", 5));
        application.catalog().register(Copies.paths("queued", 3));
    }

    private static void backUp(Handle handle, String table) {
        handle.execute("CREATE TABLE backup." + table + " AS TABLE nfs2s3." + table);
    }

    private static void restore(Handle handle, String table) {
        handle.execute("TRUNCATE nfs2s3." + table);
        handle.execute("INSERT INTO nfs2s3." + table + " OVERRIDING SYSTEM VALUE SELECT * FROM backup." + table);
    }

    private void later() {
        Copies.migrate(application.catalog(), Copies.paths("later", 4));
        counters.fold();
    }

    private Answer doctor() throws Exception {
        return application.doctor().checks().stream()
                .filter(one -> one.code() == CheckCode.SITE_COUNTERS)
                .findFirst()
                .orElseThrow()
                .look()
                .look();
    }

    @Test
    void a_backup_has_its_counters_with_it() {
        site.jdbi().useHandle(handle -> {
            handle.execute("CREATE SCHEMA backup");
            handle.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
            backUp(handle, "media");
            later();
            backUp(handle, "media_count");
            handle.execute("COMMIT");
            handle.execute("SET session_replication_role = replica"); // a restore sets off no trigger
            restore(handle, "media");
            restore(handle, "media_count");
            handle.execute("RESET session_replication_role");
        });

        assertThat(counters.prove()).hasSize(2).allMatch(Counter::isExact);
        assertThat(counters.areSound()).as("it is another table").isFalse();
        assertThat(counters.mendUnsound()).contains(0);
        assertThat(counters.areSound()).isTrue();
        assertThat(counters.mendUnsound()).isEmpty();
    }

    @Test
    void a_table_that_was_restored_alone_is_noticed_by_a_daemon_and_counted_anew() throws Exception {
        site.jdbi().useHandle(handle -> {
            handle.execute("CREATE SCHEMA backup");
            backUp(handle, "media");
            later();
            handle.execute("SET session_replication_role = replica");
            restore(handle, "media");
            handle.execute("RESET session_replication_role");
        });
        assertThat(counters.prove()).anyMatch(counter -> !counter.isExact());
        assertThat(doctor().level()).isEqualTo(Level.WARNING);

        try (Daemon daemon = new Daemon(application)) {
            daemon.start();
            site.await(() -> counters.prove().stream().allMatch(Counter::isExact));
        }

        assertThat(site.query("SELECT state || ' ' || files FROM nfs2s3.media_by_state ORDER BY state"))
                .containsExactly("MIGRATED 5", "QUEUED 3");
    }

    /** Into a schema that was made anew, whose triggers count what the backup has counted already. */
    @Test
    void data_that_were_restored_alone_are_noticed_and_counted_once() {
        site.jdbi().useHandle(handle -> {
            handle.execute("CREATE SCHEMA backup");
            backUp(handle, "media");
            backUp(handle, "media_count");
            handle.execute("DELETE FROM nfs2s3.media; INSERT INTO nfs2s3.media_count_basis VALUES ('of the backup')");
            handle.execute("INSERT INTO nfs2s3.media OVERRIDING SYSTEM VALUE SELECT * FROM backup.media");
            handle.execute("INSERT INTO nfs2s3.media_count SELECT * FROM backup.media_count");
        });
        assertThat(counters.prove()).hasSize(2).noneMatch(Counter::isExact);
        assertThat(counters.areSound()).isFalse();

        assertThat(counters.mendUnsound()).contains(2);

        assertThat(counters.prove()).hasSize(2).allMatch(Counter::isExact);
        assertThat(counters.areSound()).isTrue();
    }

    @Test
    void a_counter_below_zero_is_noticed() {
        site.jdbi().useHandle(handle -> handle.execute("DELETE FROM nfs2s3.media_count"));
        assertThat(counters.areSound()).as("no file is not yet too few").isTrue();

        application.catalog().register(Copies.paths("before", 1));

        assertThat(counters.areSound()).isFalse();
        assertThat(counters.mendUnsound()).contains(2);
        assertThat(counters.prove()).allMatch(Counter::isExact);
    }

    private long queuedAhead() {
        return site.jdbi().withHandle(BackfillFiles::queued);
    }

    @Test
    void while_the_counters_are_of_another_table_a_backfill_counts_what_is_queued() {
        site.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                "INSERT INTO nfs2s3.media_count (kind, state, files, bytes) VALUES ('image', 'QUEUED', 1000, 0)"));
        assertThat(queuedAhead()).isEqualTo(1_003);

        site.jdbi()
                .useHandle(handle -> handle.execute("INSERT INTO nfs2s3.media_count_basis VALUES ('of the backup')"));
        assertThat(queuedAhead()).isEqualTo(3);

        assertThat(counters.mendUnsound()).contains(1);
        assertThat(queuedAhead()).isEqualTo(3);
    }

    @Test
    void a_trigger_that_is_off_is_named_by_the_doctor() throws Exception {
        assertThat(doctor().level()).isEqualTo(Level.OK);
        site.jdbi().useHandle(handle -> handle.execute("ALTER TABLE nfs2s3.media DISABLE TRIGGER media_count_update"));

        assertThat(doctor().level()).isEqualTo(Level.BROKEN);
        assertThat(doctor().detail()).endsWith(": media_count_update");
        assertThat(doctor().remedy()).contains("progress reconcile --yes");
    }
}
