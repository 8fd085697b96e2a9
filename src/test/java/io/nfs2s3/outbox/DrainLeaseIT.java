package io.nfs2s3.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.app.Application;
import io.nfs2s3.database.Database;
import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.outbox.DrainResult.Outcome;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.SqlUploads;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may drain, and what a drain does that may not, or not any more. */
class DrainLeaseIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final SqsProxy sqs = site.closing(SqsProxy.to(site.sqsEndpoint()));
    private static final String endpoint = "sqs.endpoint = \"" + sqs.endpoint() + "\"";

    private final Application application = site.application(endpoint);
    private final Outbox outbox = application.outbox();
    private final OutboxDrainer drainer = application.drainer();

    @BeforeEach
    void clear() {
        Leases.takeAway(site);
    }

    /** One that does not wait long for a lock. */
    private static OutboxDrainer hurried() {
        return site.application(endpoint, "database.socketTimeout = 4 s", "database.poolSize = 4")
                .drainer();
    }

    private void append(int count) {
        List<FileVersion> uploads = Copies.paths("lease", count).stream()
                .map(path -> new FileVersion(path, 1))
                .toList();
        outbox.append(uploads);
    }

    private static int accepted() {
        return sqs.log().accepted().size();
    }

    @Test
    void a_drain_leaves_no_lease_behind_and_no_lock_in_its_sessions() {
        append(3);

        assertThat(drainer.drain().sent()).isEqualTo(3);

        assertThat(outbox.drainer()).isEmpty();
        assertThat(site.count("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))
                .isZero();
    }

    /** A pooler such as PgBouncer gives the session to another client. */
    @Test
    void the_session_of_a_drain_is_afterwards_as_it_was() throws SQLException {
        append(3);
        try (Connection session = SqlUploads.connect(site)) {
            Jdbi jdbi = Database.jdbi(session);
            List<String> before = settings(jdbi);

            assertThat(new OutboxDrainer(jdbi, Queues.of(site, "uploads"))
                            .drain()
                            .sent())
                    .isEqualTo(3);

            assertThat(settings(jdbi)).isEqualTo(before);
        }
    }

    private static List<String> settings(Jdbi session) {
        return session.withHandle(
                handle -> handle.createQuery("SELECT name || ' = ' || setting FROM pg_settings ORDER BY name")
                        .mapTo(String.class)
                        .list());
    }

    @Test
    void a_drainer_that_is_at_work_for_long_is_named() {
        append(3);
        Leases.give(site, "web7/123/4567", 75, 55);

        DrainResult result = drainer.drain();

        assertThat(result.outcome()).isEqualTo(Outcome.BUSY_FOR_LONG);
        assertThat(result.isTrouble()).isTrue();
        assertThat(result.reason()).matches("another drainer has been at work for \\d+ s: web7/123/4567");
        assertThat(outbox.drainer()).isPresent();
        assertThat(application.progress().report().outbox().drainer()).isEqualTo("web7/123/4567");
        assertThat(application.progress().report().outbox().drainerSeconds()).isGreaterThanOrEqualTo(75);
    }

    @Test
    void one_that_has_just_begun_is_no_trouble() {
        append(3);
        Leases.give(site, "web7/123/4567", 5, 55);

        assertThat(drainer.drain().isTrouble()).isFalse();
    }

    @Test
    void the_lease_of_a_host_that_died_ends_by_itself() {
        append(3);
        Leases.give(site, "web7/123/4567", 600, 2);

        site.await(() -> drainer.drain().sent() == 3);
    }

    @Test
    void a_process_of_this_host_that_died_is_not_waited_for() throws Exception {
        append(3);
        Process died = new ProcessBuilder("true").start();
        died.waitFor();
        String here = ProcessName.unique();
        Leases.give(site, here.substring(0, here.indexOf('/')) + "/" + died.pid() + "/1000", 1, 55);

        assertThat(drainer.drain().sent()).isEqualTo(3);
    }

    @Test
    void who_lost_the_lease_sends_no_further_page_and_deletes_nothing() {
        int count = 3 * OutboxDrainer.PAGE;
        append(count);
        int before = accepted();

        DrainResult result = drainer.drain(Long.MAX_VALUE, sent -> {
            if (sent == 10) { // the thread that reads ahead may have been faster with one page
                Leases.give(site, "web7/123/4567", 0, 3_600);
            }
            return true;
        });

        assertThat(result.outcome()).isEqualTo(Outcome.BUSY);
        assertThat(accepted() - before).isLessThanOrEqualTo(2 * OutboxDrainer.PAGE);
        assertThat(outbox.status().depth()).isEqualTo(count);
    }

    /** The statement waits for a lock, so that the way back is cut while it is under way. */
    @Test
    void who_took_the_lease_and_lost_the_answer_drains_as_soon_as_the_database_answers() {
        append(3);
        try (TcpProxy database = Wire.toDatabase(site)) {
            OutboxDrainer cutOff = site.application(endpoint, Wire.databaseSetting(site, database))
                    .drainer();
            CompletableFuture<DrainResult> drain;
            try (Handle other = site.jdbi().open()) {
                other.begin();
                other.execute("LOCK TABLE nfs2s3.drain_lease IN SHARE MODE");
                drain = CompletableFuture.supplyAsync(() -> cutOff.drain());
                site.await(() -> site.count("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND wait_event_type = 'Lock' AND query LIKE '%nfs2s3.drain_lease%'")
                        == 1);
                database.dropAnswers();
                other.rollback();
            }
            site.await(() -> outbox.drainer().isPresent());
            database.accept();
            assertThatThrownBy(drain::join).hasCauseInstanceOf(JdbiException.class);
            assertThat(outbox.drainer()).as("nobody gave it back").isPresent();

            DrainResult next = drainOnceConnected(cutOff);

            assertThat(next.outcome()).as(next.reason()).isEqualTo(Outcome.EMPTIED);
            assertThat(next.sent()).isEqualTo(3);
            assertThat(outbox.drainer()).isEmpty();
        }
    }

    /** The pool may have another connection yet that was cut. */
    private static DrainResult drainOnceConnected(OutboxDrainer drainer) {
        AtomicReference<DrainResult> result = new AtomicReference<>();
        site.await(() -> {
            try {
                result.set(drainer.drain());
                return true;
            } catch (JdbiException e) {
                return false;
            }
        });
        return Objects.requireNonNull(result.get());
    }

    @Test
    void the_lease_is_renewed_while_a_page_takes_long() {
        append(3 * MigrationQueue.BATCH);
        AtomicLong nanos = new AtomicLong();
        DrainLease lease = new DrainLease(site.jdbi(), nanos::get);
        assertThat(lease.take("web7/123/4567", Optional.empty())).isTrue();
        List<Long> longLeases = new ArrayList<>();

        new DrainPass(site.jdbi(), lease, Queues.of(site, "uploads"), sent -> {
                    longLeases.add(site.count(
                            "SELECT count(*) FROM nfs2s3.drain_lease WHERE expires_at > now() + interval '20 s'"));
                    site.jdbi()
                            .useHandle(handle -> handle.execute(
                                    "UPDATE nfs2s3.drain_lease SET expires_at = now() + interval '10 s'"));
                    nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
                    return true;
                })
                .run(TimeRange.ALL, Long.MAX_VALUE);

        assertThat(longLeases).containsExactly(1L, 1L, 1L);
        lease.release();
    }

    /** As an index that is built, or a backup that is put back: rows can be read, and not deleted. */
    @Test
    void nothing_is_sent_while_nothing_could_be_deleted() {
        append(3);
        int before = accepted();
        OutboxDrainer hurried = hurried();
        try (Handle other = site.jdbi().open()) {
            other.begin();
            other.execute("LOCK TABLE nfs2s3.outbox IN SHARE MODE");

            assertThatThrownBy(hurried::drain).isInstanceOf(JdbiException.class);
            assertThatThrownBy(hurried::drain).isInstanceOf(JdbiException.class);

            assertThat(accepted()).isEqualTo(before);
            other.rollback();
        }
        assertThat(hurried.drain().sent()).isEqualTo(3);
    }

    @Test
    void a_drain_that_could_not_delete_what_it_sent_waits_before_the_next() {
        append(3);
        int before = accepted();
        OutboxDrainer hurried = hurried();
        try (Handle other = site.jdbi().open()) {
            other.begin();

            assertThatThrownBy(() -> hurried.drain(Long.MAX_VALUE, sent -> {
                        other.execute("LOCK TABLE nfs2s3.outbox IN SHARE MODE");
                        return true;
                    }))
                    .isInstanceOf(JdbiException.class);

            DrainResult next = hurried.drain();
            assertThat(next.outcome()).isEqualTo(Outcome.SUSPENDED);
            assertThat(next.reason()).contains("could not be deleted", "would be sent again");
            assertThat(accepted() - before).isEqualTo(3);
            other.rollback();
        }
        site.await(() -> hurried.drain().sent() == 3);
    }

    @Test
    void a_lock_on_the_outbox_for_long_leaves_no_more_sessions_than_the_pool_has() {
        append(3);
        OutboxDrainer hurried = hurried();
        try (Handle other = site.jdbi().open()) {
            other.begin();
            other.execute("LOCK TABLE nfs2s3.outbox IN ACCESS EXCLUSIVE MODE");

            for (int pass = 0; pass < 6; pass++) {
                assertThatThrownBy(hurried::drain).isInstanceOf(JdbiException.class);
                assertThat(site.count("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND application_name = 'nfs2s3' AND wait_event_type = 'Lock'"))
                        .isZero();
            }
            other.rollback();
        }
        assertThat(hurried.drain().sent()).isEqualTo(3);
    }
}
