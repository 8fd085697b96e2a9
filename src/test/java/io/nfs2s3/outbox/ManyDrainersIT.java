package io.nfs2s3.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.outbox.DrainResult.Outcome;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import io.nfs2s3.testing.Wire;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drainers beside each other, and beside those that write. */
class ManyDrainersIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final TcpProxy sqs = site.closing(Wire.toSqs(site));
    private static Outbox outbox;
    private static OutboxDrainer drainer;
    private static MigrationQueue queue;

    @BeforeAll
    static void open() {
        var application = site.application(Wire.sqsSetting(sqs));
        outbox = application.outbox();
        drainer = application.drainer();
        queue = Queues.of(site, "uploads");
    }

    @BeforeEach
    void clear() {
        sqs.accept();
        Queues.take(queue);
        Leases.takeAway(site);
    }

    private static List<FileVersion> uploads(String name, int count) {
        return Copies.paths(name, count).stream()
                .map(path -> new FileVersion(path, 1))
                .toList();
    }

    private static List<FileVersion> waiting() {
        return outbox.list(10_000).stream()
                .map(entry ->
                        Queues.upload(Queues.decode(entry.message()).files().get(0)))
                .toList();
    }

    @Test
    void one_drainer_works_at_a_time_in_the_whole_cluster() {
        outbox.append(uploads("busy", 3));
        Leases.give(site, "elsewhere/1/1", 0, 30);

        assertThat(drainer.drain().outcome()).isEqualTo(Outcome.BUSY);
        assertThat(outbox.status().depth()).isEqualTo(3);
        Leases.takeAway(site);
        assertThat(drainer.drain().sent()).isEqualTo(3);
    }

    @Test
    void drainers_at_once_send_every_message_once() {
        List<FileVersion> uploads = uploads("rivals", 120);
        outbox.append(uploads);
        OutboxDrainer rival = site.application().drainer();

        List<Long> sent = Together.run(4, thread -> () -> {
            long mine = 0;
            while (outbox.status().depth() > 0) {
                mine += (thread % 2 == 0 ? drainer : rival).drain(20, n -> true).sent();
            }
            return mine;
        });

        assertThat(sent.stream().mapToLong(Long::longValue).sum()).isEqualTo(120);
        assertThat(Queues.takeUploads(queue)).containsExactlyInAnyOrderElementsOf(uploads);
    }

    @Test
    void a_drainer_whose_connection_is_cut_loses_nothing() {
        int count = 3 * OutboxDrainer.PAGE;
        OutboxDrainer cutOff = site.application().drainer();
        List<FileVersion> uploads = uploads("cut", count);
        outbox.append(uploads);

        AtomicLong cuts = new AtomicLong();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CompletableFuture<Void> cut = begun.thenRunAsync(() -> site.await(() -> {
            cuts.addAndGet(cutWhoWaits());
            return ended.isDone();
        }));
        DrainResult next;
        try (Handle other = site.jdbi().open()) {
            assertThatThrownBy(() -> cutOff.drain(Long.MAX_VALUE, sent -> {
                        if (sent == OutboxDrainer.PAGE + 10) {
                            other.begin();
                            other.execute("LOCK TABLE nfs2s3.outbox IN SHARE MODE"); // whoever deletes waits
                            begun.complete(null);
                        }
                        return true;
                    }))
                    .isInstanceOf(JdbiException.class);
            next = cutOff.drain(); // at once, for it does not wait for long
            ended.complete(null);
            cut.join();
            other.rollback();
        }
        assertThat(cuts).hasPositiveValue();
        List<FileVersion> left = waiting();
        assertThat(left)
                .as("a suffix, which has at least the page that was being sent")
                .hasSizeGreaterThanOrEqualTo(2 * OutboxDrainer.PAGE)
                .isEqualTo(uploads.subList(count - left.size(), count));

        assertThat(next.outcome())
                .as("it sent what it could not delete, and waits")
                .isEqualTo(Outcome.SUSPENDED);
        OutboxDrainer other = site.application().drainer();
        assertThat(other.drain()).isEqualTo(new DrainResult(left.size(), Outcome.EMPTIED, ""));
        assertThat(Queues.takeUploads(queue)).containsAll(uploads);
    }

    /** But for who gives back its lease. @return how many those were */
    private static long cutWhoWaits() {
        return site.count("""
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'nfs2s3' AND wait_event_type = 'Lock'
                    AND query LIKE '%DELETE FROM nfs2s3.outbox%'
                """);
    }

    /** After whole pages, and after pages and a part of one: where the drain turns back to the beginning differs. */
    @ParameterizedTest
    @ValueSource(ints = {0, 7})
    void an_entry_that_is_committed_late_is_sent_by_the_drain_that_has_passed_its_id(int more) {
        int count = 2 * OutboxDrainer.PAGE + more;
        try (Handle slow = site.jdbi().open()) {
            slow.begin();
            Outbox.append(slow.getConnection(), uploads("late", 1));
            outbox.append(uploads("early", count));

            DrainResult result = drainer.drain(Long.MAX_VALUE, sent -> {
                if (sent == count - more) {
                    slow.commit();
                }
                return true;
            });

            assertThat(result).isEqualTo(new DrainResult(count + 1L, Outcome.EMPTIED, ""));
        }
        assertThat(Queues.takeUploads(queue)).hasSize(count + 1).containsAll(uploads("late", 1));
    }

    @Test
    void what_is_appended_while_draining_is_sent_too() {
        AtomicInteger writing = new AtomicInteger(8);
        List<List<FileVersion>> results = Together.run(9, thread -> () -> {
            if (thread == 8) {
                boolean last;
                do {
                    last = writing.get() == 0;
                    drainer.drain();
                } while (!last);
                return List.of();
            }
            List<FileVersion> mine = new ArrayList<>();
            for (FileVersion upload : uploads("writer" + thread + "-", 40)) {
                outbox.append(List.of(upload));
                mine.add(upload);
            }
            writing.decrementAndGet();
            return mine;
        });

        List<FileVersion> all = results.stream().flatMap(Collection::stream).toList();
        assertThat(all).hasSize(320);
        assertThat(outbox.status().depth()).isZero();
        assertThat(Queues.takeUploads(queue)).containsExactlyInAnyOrderElementsOf(all);
    }
}
