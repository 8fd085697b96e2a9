package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.resilience.BreakerState;
import io.nfs2s3.resolve.MediaUrlResolver;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import io.nfs2s3.upload.Enqueued;
import io.nfs2s3.upload.UploadHook;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A newer jar migrates the schema while older processes run: the statements that their sessions have prepared meet tables
 * with other columns.
 */
class ColumnAddedIT {
    /** The driver prepares a statement in the session when it comes for the fifth time. */
    private static final int OFTEN = 12;

    @RegisterExtension
    private final TestSite site = TestSite.open();

    /** Tables and a view of the schema, as a migration may change them. */
    private void addColumns(int number) {
        for (String table : new String[] {"media", "outbox", "superseded", "progress", "upload_hook", "run_control"}) {
            site.jdbi()
                    .useHandle(handle -> handle.execute("ALTER TABLE nfs2s3." + table + " ADD COLUMN later" + number
                            + " text NOT NULL DEFAULT 'x'"));
        }
        site.jdbi()
                .useHandle(
                        handle -> handle.execute("INSERT INTO nfs2s3.flyway_schema_history SELECT max(installed_rank)"
                                + " + 1, '" + (900 + number) + "', 'later', 'SQL', 'V" + (900 + number)
                                + "__later.sql', 1, 'postgres',"
                                + " now(), 1, true FROM nfs2s3.flyway_schema_history"));
    }

    @Test
    void older_processes_go_on_under_load() {
        Application application =
                site.application("worker.schedule = 100 ms", "drain.schedule = 100 ms", "upload.budget = 60 s");
        AtomicBoolean done = new AtomicBoolean();
        try (UploadHook hook = application.hook();
                MediaUrlResolver resolver = application.resolver();
                Daemon daemon = new Daemon(application)) {
            daemon.start();
            Together.run(4, thread -> () -> {
                if (thread == 3) {
                    for (int number = 0; number < 3; number++) {
                        long before = site.count("SELECT count(*) FROM nfs2s3.media WHERE state = 'MIGRATED'");
                        site.await(() -> site.count("SELECT count(*) FROM nfs2s3.media WHERE state = 'MIGRATED'")
                                > before + OFTEN);
                        addColumns(number);
                    }
                    done.set(true);
                }
                for (int i = 0; !done.get(); i++) {
                    String path = "images/" + thread + "-" + i + ".jpg";
                    site.write(path, path);
                    assertThat(hook.fileUploaded(path)).isNotEqualTo(Enqueued.SPOOL);
                    assertThat(hook.status().database()).isEqualTo(BreakerState.CLOSED);
                    assertThat(resolver.url(path)).isPresent();
                }
                return thread;
            });
            site.await(() -> site.count("SELECT count(*) FROM nfs2s3.media WHERE state <> 'MIGRATED'") == 0);
        }
        assertThat(site.deadLetters()).isZero();
        assertThat(site.application().schema().problem()).isEmpty();
    }

    @Test
    void a_session_of_the_sites_own_goes_on_in_its_transactions() {
        try (UploadHook hook = site.hook();
                Handle own = site.jdbi().open()) {
            for (int i = 0; i < 2 * OFTEN; i++) {
                if (i == OFTEN) {
                    addColumns(0);
                }
                String path = "images/own" + i + ".jpg";
                own.useTransaction(transaction -> {
                    transaction.execute("SELECT 1"); // something of the site's own
                    assertThat(hook.fileUploaded(transaction.getConnection(), path))
                            .isEqualTo(Enqueued.OUTBOX);
                    assertThat(hook.fileUploaded(transaction.getConnection(), "images/again.jpg"))
                            .isEqualTo(Enqueued.OUTBOX);
                });
            }
            assertThat(site.count("SELECT count(*) FROM nfs2s3.outbox")).isEqualTo(4L * OFTEN);
        }
    }
}
