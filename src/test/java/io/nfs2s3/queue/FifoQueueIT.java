package io.nfs2s3.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A FIFO queue keeps order, and drops what it had. */
class FifoQueueIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final AwsCredentialsProvider KEYS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"));

    @RegisterExtension
    private static final TestSite site = TestSite.empty();

    private final MigrationQueue fifo = Queues.create(site, ".fifo");

    private static MigrationMessage message(FileVersion upload) {
        return MigrationMessage.of(Source.UPLOAD, FileRef.of(upload));
    }

    @Test
    void a_fifo_queue_keeps_the_uploads_of_a_path_in_order() {
        assertThat(fifo.isFifo()).isTrue();
        List<FileVersion> uploads = IntStream.rangeClosed(1, 25)
                .mapToObj(generation -> new FileVersion(PATH, generation))
                .toList();

        fifo.sendBatch(uploads.stream().map(FifoQueueIT::message).toList(), MINUTE);

        assertThat(Queues.takeUploads(fifo)).isEqualTo(uploads);
    }

    @Test
    void a_fifo_queue_drops_a_repeated_upload_but_not_a_retry() {
        FileVersion upload = new FileVersion(PATH, 1);
        fifo.send(message(upload));
        fifo.send(MigrationMessage.of(Source.DRAIN, FileRef.of(upload)));
        assertThat(Queues.takeUploads(fifo)).containsExactly(upload);

        fifo.send(MigrationMessage.of(Source.RETRY, FileRef.of(upload)));
        fifo.send(MigrationMessage.of(Source.SWEEP, FileRef.of(upload)));
        assertThat(Queues.takeUploads(fifo)).containsExactly(upload, upload);

        fifo.send(MigrationMessage.of(Source.UPLOAD, FileRef.unregistered(PATH)));
        fifo.send(MigrationMessage.of(Source.UPLOAD, FileRef.unregistered(PATH)));
        assertThat(Queues.takeFiles(fifo)).hasSize(2);
    }

    @Test
    void two_sites_in_one_fifo_queue_have_nothing_dropped_for_each_other() {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            for (String owner : List.of("one", "other")) {
                QueueSettings settings = new QueueSettings(
                        Optional.of(sqs.endpoint()), fifo.name(), "unused", MINUTE, Duration.ofSeconds(1), 7);
                try (SqsClient client = SqsClients.sender(settings, KEYS, Region.EU_CENTRAL_1)) {
                    MigrationQueue queue = new MigrationQueue(client, client, fifo.name(), new Owner(owner));
                    queue.send(message(new FileVersion(PATH, 1)));
                    queue.send(message(new FileVersion(PATH, 1)));
                }
            }

            assertThat(sqs.dropped()).as("each site's own repetition").hasSize(2);
            assertThat(Queues.take(fifo)).extracting(MigrationMessage::site).containsExactlyInAnyOrder("one", "other");
        }
    }

    private record Owner(String site) implements QueueOwner {
        @Override
        public Optional<String> suspendedBecause() {
            return Optional.empty();
        }
    }

    @Test
    void a_fifo_message_can_be_given_back() {
        fifo.send(message(new FileVersion(PATH, 1)));
        fifo.hide(fifo.receive(WAIT, MINUTE), Duration.ZERO);

        assertThat(Queues.takeUploads(fifo)).containsExactly(new FileVersion(PATH, 1));
    }
}
