package io.nfs2s3.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A FIFO queue keeps order, and drops what it had. */
class FifoQueueIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

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
    void a_fifo_message_can_be_given_back() {
        fifo.send(message(new FileVersion(PATH, 1)));
        fifo.hide(fifo.receive(WAIT, MINUTE), Duration.ZERO);

        assertThat(Queues.takeUploads(fifo)).containsExactly(new FileVersion(PATH, 1));
    }
}
