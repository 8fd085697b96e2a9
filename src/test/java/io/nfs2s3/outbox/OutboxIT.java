package io.nfs2s3.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.outbox.DrainResult.Outcome;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.sql.Connection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What stands in the outbox, and one drain of it. */
class OutboxIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");

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
    void entries_are_listed_oldest_first() {
        List<FileVersion> uploads = uploads("listed", 30);
        outbox.append(uploads.subList(0, 20));
        outbox.append(uploads.subList(20, 30));

        assertThat(waiting()).isEqualTo(uploads);
        assertThat(outbox.list(5)).hasSize(5).allSatisfy(entry -> {
            assertThat(entry.attempts()).isZero();
            assertThat(entry.lastError()).isNull();
            assertThat(Queues.decode(entry.message()).source()).isEqualTo(Source.DRAIN);
        });
    }

    @Test
    void the_status_tells_depth_and_age() {
        assertThat(outbox.status()).isEqualTo(new OutboxStatus(0, 0, 0));

        outbox.append(uploads("old", 3));
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE nfs2s3.outbox SET created_at = created_at - interval '1 hour' WHERE id = 1"));

        assertThat(outbox.status().depth()).isEqualTo(3);
        assertThat(outbox.status().oldestAgeSeconds()).isGreaterThanOrEqualTo(3_600);
    }

    @Test
    void an_append_in_the_callers_transaction_is_rolled_back_with_it() {
        site.jdbi().useHandle(handle -> {
            handle.begin();
            Connection connection = handle.getConnection();
            Outbox.append(connection, uploads("undone", 2));
            handle.rollback();
            handle.begin();
            Outbox.append(connection, uploads("done", 2));
            handle.commit();
        });

        assertThat(waiting()).isEqualTo(uploads("done", 2));
    }

    @Test
    void draining_an_empty_outbox_is_done_at_once() {
        assertThat(drainer.drain()).isEqualTo(new DrainResult(0, Outcome.EMPTIED, ""));
    }

    @Test
    void in_the_healthy_case_every_message_is_sent_once() {
        outbox.append(uploads("healthy", 35));

        assertThat(drainer.drain()).isEqualTo(new DrainResult(35, Outcome.EMPTIED, ""));
        assertThat(drainer.drain().sent()).isZero();

        List<MigrationMessage> messages = Queues.take(queue);
        assertThat(messages).hasSize(35).allMatch(message -> message.source() == Source.DRAIN);
        assertThat(messages.stream()
                        .map(message -> Queues.upload(message.files().get(0))))
                .containsExactlyInAnyOrderElementsOf(uploads("healthy", 35));
        assertThat(outbox.status().depth()).isZero();
    }

    /** SQS keeps the order within a message group, and that is a path: so these are the uploads of one path. */
    @Test
    void messages_are_sent_in_order() {
        var application = site.application("sqs.uploads = \"" + site.bucket() + "-uploads.fifo\"");
        application.doctor().create();
        List<FileVersion> uploads = IntStream.rangeClosed(1, 37)
                .mapToObj(generation -> new FileVersion(PATH, generation))
                .toList();
        uploads.forEach(upload -> outbox.append(List.of(upload)));

        assertThat(application.drainer().drain().sent()).isEqualTo(37);

        assertThat(Queues.takeUploads(Queues.of(site, "uploads.fifo"))).isEqualTo(uploads);
    }

    @Test
    void no_more_than_the_limit_is_sent_and_the_oldest_go_first() {
        List<FileVersion> uploads = uploads("limited", 30);
        outbox.append(uploads);

        assertThat(drainer.drain(13, sent -> true)).isEqualTo(new DrainResult(13, Outcome.STOPPED, ""));

        assertThat(waiting()).isEqualTo(uploads.subList(13, 30));
        assertThat(Queues.takeUploads(queue)).containsExactlyInAnyOrderElementsOf(uploads.subList(0, 13));
        assertThat(drainer.drain(0, sent -> true).sent()).isZero();
    }

    @Test
    void the_caller_may_stop_after_a_batch() {
        outbox.append(uploads("stopped", 30));

        assertThat(drainer.drain(30, sent -> false)).isEqualTo(new DrainResult(10, Outcome.STOPPED, ""));
        assertThat(outbox.status().depth()).isEqualTo(20);
    }

    @Test
    void everything_is_left_while_sqs_refuses() {
        outbox.append(uploads("refused", 12));
        sqs.refuse();

        DrainResult result = drainer.drain();

        assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(result.sent()).isZero();
        assertThat(result.reason()).contains("SQS queue " + queue.name()).doesNotContain("\n");
        assertThat(waiting()).isEqualTo(uploads("refused", 12));

        sqs.accept();
        assertThat(drainer.drain()).isEqualTo(new DrainResult(12, Outcome.EMPTIED, ""));
        assertThat(Queues.takeUploads(queue)).hasSize(12);
    }

    @Test
    void only_what_sqs_accepted_is_deleted_when_it_goes_down_in_between() {
        List<FileVersion> uploads = uploads("between", 45);
        outbox.append(uploads);

        DrainResult result = drainer.drain(Long.MAX_VALUE, sent -> {
            if (sent == 20) {
                sqs.refuse();
            }
            return true;
        });

        assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(result.sent()).isEqualTo(20);
        assertThat(waiting()).isEqualTo(uploads.subList(20, 45));
        assertThat(Queues.takeUploads(queue)).containsExactlyInAnyOrderElementsOf(uploads.subList(0, 20));
    }

    @Test
    void what_sqs_took_without_an_answer_is_sent_again() {
        List<FileVersion> uploads = uploads("unanswered", 5);
        outbox.append(uploads);
        queue.depth();
        drainer.drain(1, sent -> true);
        sqs.dropAnswers();

        assertThat(drainer.drain().outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(waiting()).isEqualTo(uploads.subList(1, 5));

        sqs.accept();
        assertThat(drainer.drain().sent()).isEqualTo(4);
        assertThat(Queues.takeUploads(queue)).hasSizeGreaterThan(5).containsAll(uploads);
    }
}
