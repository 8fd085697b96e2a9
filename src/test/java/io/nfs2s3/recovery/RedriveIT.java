package io.nfs2s3.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueDepth;
import io.nfs2s3.queue.QueueSettings;
import io.nfs2s3.queue.QueueSetup;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.DeadLetterQueues;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedriveIT {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final MediaKinds KINDS = new MediaKinds(List.of(new MediaKind("image", "images/", true)));
    private static final String NO_KIND =
            "{\"version\":1,\"source\":\"upload\",\"files\":[{\"path\":\"video/1.mp4\",\"generation\":1}]}";
    private static TestSite site;

    @BeforeAll
    static void open() {
        site = TestSite.empty();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    /** No pause between the pages. */
    private static void atOnce() {}

    private static MigrationQueue created(String suffix) {
        String name = site.bucket() + "-r" + NUMBER.incrementAndGet() + suffix;
        new QueueSetup(
                        site.sqs(),
                        new QueueSettings(
                                Optional.of(site.sqsEndpoint()),
                                name,
                                "unused",
                                Duration.ofSeconds(90),
                                Duration.ofSeconds(1),
                                7))
                .create(name);
        return new MigrationQueue(site.sqs(), site.sqs(), name);
    }

    private static List<FileVersion> uploads(int count) {
        return Copies.paths("dead", count).stream()
                .map(path -> new FileVersion(path, 1))
                .toList();
    }

    private static RedriveResult redrive(MigrationQueue queue, Runnable turn, boolean unreadableToo, long limit) {
        return new Redrive(new DeadLetters(queue, KINDS), turn, unreadableToo).run(limit, moved -> true);
    }

    private static RedriveResult redrive(MigrationQueue queue) {
        return redrive(queue, RedriveIT::atOnce, false, Long.MAX_VALUE);
    }

    private static long all(QueueDepth depth) {
        return depth.visible() + depth.inFlight();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".fifo"})
    void every_message_comes_back_in_its_order(String suffix) {
        MigrationQueue queue = created(suffix);
        DeadLetterQueues.put(site.sqs(), queue, uploads(25));

        assertThat(redrive(queue)).isEqualTo(new RedriveResult(25, 0, 0, List.of()));

        assertThat(queue.deadLetters().depth().isEmpty()).isTrue();
        // ten at a time; SQS itself keeps no more than that of a standard queue
        assertThat(Queues.takeUploads(queue)).containsExactlyInAnyOrderElementsOf(uploads(25));
    }

    @Test
    void a_fifo_queue_gets_the_uploads_of_a_path_in_their_order() {
        MigrationQueue queue = created(".fifo");
        List<FileVersion> generations = IntStream.rangeClosed(1, 25)
                .mapToObj(generation -> new FileVersion(MediaPath.of("images/1.jpg"), generation))
                .toList();
        DeadLetterQueues.put(site.sqs(), queue, generations);

        assertThat(redrive(queue).moved()).isEqualTo(25);

        assertThat(Queues.takeUploads(queue)).isEqualTo(generations);
    }

    @Test
    void a_fifo_queue_does_not_drop_a_message_that_comes_from_the_dead_letters_twice() {
        MigrationQueue queue = created(".fifo");
        for (int turn = 1; turn <= 2; turn++) {
            DeadLetterQueues.put(site.sqs(), queue, uploads(1));
            assertThat(redrive(queue).moved()).isEqualTo(1);
            assertThat(Queues.takeUploads(queue)).as("turn %d", turn).isEqualTo(uploads(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".fifo"})
    void what_no_worker_could_read_stays_and_can_be_received_at_once(String suffix) {
        MigrationQueue queue = created(suffix);
        DeadLetterQueues.put(site.sqs(), queue, uploads(1));
        DeadLetterQueues.put(site.sqs(), queue, "what is this?");
        DeadLetterQueues.put(site.sqs(), queue, NO_KIND);

        RedriveResult result = redrive(queue);

        assertThat(result.moved()).isEqualTo(1);
        assertThat(result.kept()).isEqualTo(2);
        assertThat(result.reasons())
                .hasSize(2)
                .anyMatch(reason -> reason.startsWith("not a migration message: it is not JSON"))
                .contains("no kind covers \"video/1.mp4\"");
        assertThat(Queues.takeUploads(queue)).isEqualTo(uploads(1));
        assertThat(DeadLetterQueues.takeBodies(queue.deadLetters()))
                .containsExactlyInAnyOrder("what is this?", NO_KIND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".fifo"})
    void what_no_worker_could_read_goes_back_untouched_when_that_is_wanted(String suffix) {
        MigrationQueue queue = created(suffix);
        DeadLetterQueues.put(site.sqs(), queue, "what is this?");
        DeadLetterQueues.put(site.sqs(), queue, NO_KIND);

        assertThat(redrive(queue, RedriveIT::atOnce, true, Long.MAX_VALUE).moved())
                .isEqualTo(2);

        assertThat(queue.deadLetters().depth().isEmpty()).isTrue();
        assertThat(DeadLetterQueues.takeBodies(queue)).containsExactlyInAnyOrder("what is this?", NO_KIND);
    }

    @Test
    void each_message_waits_for_its_turn_before_it_is_sent() {
        MigrationQueue queue = created("");
        DeadLetterQueues.put(site.sqs(), queue, uploads(12));
        List<Long> sentAtTurn = new ArrayList<>();

        redrive(queue, () -> sentAtTurn.add(all(queue.depth())), false, Long.MAX_VALUE);

        assertThat(sentAtTurn).hasSize(12);
        for (int turn = 0; turn < sentAtTurn.size(); turn++) {
            assertThat(sentAtTurn.get(turn)).as("turn %d", turn).isLessThanOrEqualTo(turn);
        }
        assertThat(all(queue.depth())).isEqualTo(12);
    }

    @Test
    void a_limit_is_kept_and_the_others_can_be_received_at_once() {
        MigrationQueue queue = created("");
        DeadLetterQueues.put(site.sqs(), queue, uploads(5));

        assertThat(redrive(queue, RedriveIT::atOnce, false, 2).moved()).isEqualTo(2);

        assertThat(queue.depth().visible()).isEqualTo(2);
        assertThat(queue.deadLetters().depth()).isEqualTo(new QueueDepth(3, 0, 0));
    }

    @Test
    void a_redrive_that_is_stopped_leaves_each_message_in_one_place() {
        MigrationQueue queue = created("");
        DeadLetterQueues.put(site.sqs(), queue, uploads(15));
        AtomicInteger asked = new AtomicInteger();

        RedriveResult result = new Redrive(new DeadLetters(queue, KINDS), RedriveIT::atOnce, false)
                .run(Long.MAX_VALUE, moved -> asked.incrementAndGet() <= 4);

        assertThat(result.moved()).isEqualTo(3);
        assertThat(queue.depth().visible()).isEqualTo(3);
        assertThat(queue.deadLetters().depth()).isEqualTo(new QueueDepth(12, 0, 0));
    }

    @Test
    void a_redrive_that_dies_loses_nothing() {
        MigrationQueue queue = created("");
        DeadLetterQueues.put(site.sqs(), queue, uploads(15));
        AtomicInteger turns = new AtomicInteger();
        Runnable dies = () -> {
            if (turns.incrementAndGet() == 12) {
                throw new IllegalStateException("killed");
            }
        };

        assertThatThrownBy(() -> redrive(queue, dies, false, Long.MAX_VALUE)).hasMessage("killed");

        assertThat(queue.depth().visible()).isEqualTo(10);
        assertThat(all(queue.deadLetters().depth())).isEqualTo(5);
    }

    @Test
    void what_comes_to_the_dead_letters_meanwhile_does_not_go_round() {
        MigrationQueue queue = created("");
        DeadLetterQueues.put(site.sqs(), queue, uploads(3));

        RedriveResult result =
                redrive(queue, () -> DeadLetterQueues.put(site.sqs(), queue, uploads(1)), false, Long.MAX_VALUE);

        assertThat(result.moved()).isEqualTo(3);
        assertThat(queue.deadLetters().depth().visible()).isEqualTo(3);
    }

    @Test
    void the_dead_letters_of_the_longest_name_are_reached() {
        MigrationQueue queue = new MigrationQueue(site.sqs(), site.sqs(), "q".repeat(75));

        assertThat(queue.deadLetters().name()).isEqualTo("q".repeat(75) + "-dead");
    }
}
