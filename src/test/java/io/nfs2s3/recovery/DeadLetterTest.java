package io.nfs2s3.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.ReceivedMessage;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which dead letters can go back to a worker. */
class DeadLetterTest {
    private static final MediaKinds KINDS = new MediaKinds(List.of(new MediaKind("image", "images/", true)));

    private static DeadLetter letter(Source source, String path) {
        String body = MessageCodec.encode(MigrationMessage.of(source, FileRef.unregistered(MediaPath.of(path))));
        return DeadLetter.of(new ReceivedMessage("id", "receipt", 1, Instant.EPOCH, body), KINDS);
    }

    @Test
    void a_file_of_no_kind_cannot_and_the_probe_of_a_check_can_for_a_worker_deletes_it() {
        assertThat(letter(Source.UPLOAD, "images/1.jpg").readable()).isTrue();
        assertThat(letter(Source.UPLOAD, "others/1.jpg").fault()).contains("no kind covers");
        assertThat(letter(Source.PROBE, ".nfs2s3-probe/1").readable()).isTrue();
    }
}
