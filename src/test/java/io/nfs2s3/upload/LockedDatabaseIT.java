package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The site's database is a guest's house: others hold locks for long, and the hook's calls are given up meanwhile. */
class LockedDatabaseIT {
    /** Longer than the hook's client waits for an answer, or abandoned sessions would not add up. */
    private static final Duration LOCKED = Duration.ofSeconds(Integer.getInteger("nfs2s3.locked.seconds", 6));

    private static final int POOL = 3;
    private static final String OURS = "SELECT count(*) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND application_name = 'nfs2s3-upload'";

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static UploadHook hook(String... more) {
        List<String> settings = new ArrayList<>(
                List.of("upload { budget = 800 ms, retryDatabaseAfter = 1 s, poolSize = " + POOL + " }"));
        settings.addAll(List.of(more));
        return site.application(settings.toArray(String[]::new)).hook();
    }

    /** Until it is registered, which the first call of a cold process may be too late for. */
    private static void uploaded(UploadHook hook, String path) {
        site.await(() -> {
            hook.fileUploaded(path);
            return !site.query("SELECT path FROM nfs2s3.media WHERE path = ?", path)
                    .isEmpty();
        });
    }

    private static boolean isOver(long begin) {
        return System.nanoTime() - begin > LOCKED.toNanos();
    }

    /** As an ALTER TABLE that waits, or runs, for long; or a VACUUM FULL, or an index that is built. */
    @ParameterizedTest
    @ValueSource(
            strings = {"media IN ACCESS EXCLUSIVE", "media IN SHARE", "superseded, nfs2s3.upload_hook IN EXCLUSIVE"})
    void uploads_go_on_and_leave_no_session_behind(String lock) {
        AtomicLong most = new AtomicLong();
        try (UploadHook hook = hook()) {
            uploaded(hook, "images/before.jpg");
            try (Handle other = site.jdbi().open()) {
                other.begin();
                other.execute("LOCK TABLE nfs2s3." + lock + " MODE");
                long begin = System.nanoTime();
                Together.run(4, thread -> () -> {
                    for (int i = 0; !isOver(begin); i++) {
                        // again and again the same: generations would tell what took effect late
                        hook.filesUploaded(List.of("images/again.jpg", "images/" + thread + "-" + i % 10 + ".jpg"));
                        hook.fileUploaded("images/again.jpg");
                        if (thread == 0) {
                            most.accumulateAndGet(site.count(OURS), Math::max);
                        }
                    }
                    return thread;
                });
                assertThat(most.get()).as("sessions").isLessThanOrEqualTo(POOL);
                Map<Enqueued, Long> taken = hook.status().accepted();
                assertThat(hook.status().refused()).isZero();
                assertThat(taken.getOrDefault(Enqueued.SQS, 0L)).isPositive();

                end(hook);
                other.rollback();
                if (lock.startsWith("media")) {
                    assertThat(site.query("SELECT path FROM nfs2s3.media"))
                            .as("nothing that was given up is registered late")
                            .containsExactly("images/before.jpg");
                }
            }
        }
    }

    /** A transaction of the site's that has uploaded the same file, and takes its time. */
    @Test
    void a_row_that_is_locked_leaves_nobody_waiting_either() {
        long before;
        long most = 0;
        try (UploadHook hook = hook();
                Handle other = site.jdbi().open()) {
            uploaded(hook, "images/locked.jpg");
            before = site.count("SELECT generation FROM nfs2s3.media");
            other.begin();
            hook.fileUploaded(other.getConnection(), "images/locked.jpg");
            for (int i = 0; i < 10; i++) {
                assertThat(hook.fileUploaded("images/locked.jpg")).isEqualTo(Enqueued.SQS);
                most = Math.max(most, site.count(OURS));
            }
            assertThat(most).isLessThanOrEqualTo(POOL);
            end(hook);
            other.commit();
        }
        assertThat(site.count("SELECT generation FROM nfs2s3.media")).isEqualTo(before + 1);
    }

    @Test
    void the_sites_own_statement_is_given_up_with_the_rest() {
        site.jdbi().useHandle(handle -> handle.execute("CREATE TABLE photo (file text PRIMARY KEY, storage text)"));
        String update = "catalog.siteUpdate = \"UPDATE photo SET storage = :location WHERE file = :path\"";
        try (UploadHook hook = hook(update);
                Handle other = site.jdbi().open()) {
            uploaded(hook, "images/1.jpg");
            long before = site.count("SELECT generation FROM nfs2s3.media");
            site.jdbi().useHandle(handle -> handle.execute("""
                    UPDATE nfs2s3.media SET location = 'S3', state = 'MIGRATED', object_key = 'k', checksum = 'a:b',
                        size_bytes = 1, migrated_at = now()"""));
            other.begin();
            other.execute("LOCK TABLE photo IN ACCESS EXCLUSIVE MODE");

            assertThat(hook.fileUploaded("images/1.jpg")).isEqualTo(Enqueued.SQS);

            end(hook);
            other.rollback();
            assertThat(site.query("SELECT state || generation FROM nfs2s3.media"))
                    .containsExactly("MIGRATED" + before);
        }
    }

    /** With all its sessions: the server may begin late with what was given up, and say until then that it is idle. */
    private static void end(UploadHook hook) {
        hook.close();
        site.await(() -> site.count(OURS) == 0);
    }

    @Test
    void nothing_is_set_in_a_connection_of_the_sites_own() {
        try (UploadHook hook = hook();
                Handle own = site.jdbi().open()) {
            String all = "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings";
            String before = own.createQuery(all).mapTo(String.class).one();
            own.begin();
            hook.fileUploaded(own.getConnection(), "images/own.jpg");
            String within = own.createQuery(all).mapTo(String.class).one();
            own.commit();
            String after = own.createQuery(all).mapTo(String.class).one();

            assertThat(within).isEqualTo(before);
            assertThat(after).isEqualTo(before);
        }
    }
}
