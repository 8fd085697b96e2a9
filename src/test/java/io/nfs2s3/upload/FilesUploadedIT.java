package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.testing.Queues;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many uploads in one call. */
class FilesUploadedIT {
    private static final List<String> MANY =
            IntStream.range(0, 1_200).mapToObj(i -> "images/" + i + ".jpg").toList();

    @RegisterExtension
    private static final WiredHooks wired = new WiredHooks();

    private static FileVersion upload(String path) {
        return new FileVersion(MediaPath.of(path), 1);
    }

    @Test
    void they_share_messages() {
        assertThat(wired.hook().filesUploaded(MANY))
                .hasSize(1_200)
                .allSatisfy((path, way) -> assertThat(way).isEqualTo(Enqueued.SQS));

        List<MigrationMessage> messages = Queues.take(wired.queue());
        assertThat(messages).hasSize(3);
        assertThat(messages.stream()
                        .flatMap(message -> message.files().stream())
                        .map(Queues::upload))
                .containsExactlyInAnyOrderElementsOf(
                        MANY.stream().map(FilesUploadedIT::upload).toList());
    }

    @Test
    void they_go_to_the_outbox_together_while_sqs_is_down() {
        UploadHook hook = wired.hook();
        wired.sqs().refuse();

        assertThat(hook.filesUploaded(MANY))
                .allSatisfy((path, way) -> assertThat(way).isEqualTo(Enqueued.OUTBOX));

        assertThat(wired.waiting())
                .containsExactlyInAnyOrderElementsOf(
                        MANY.stream().map(FilesUploadedIT::upload).toList());
    }

    @Test
    void each_has_its_own_answer_in_the_order_of_the_paths() {
        assertThat(wired.hook().filesUploaded(List.of("images/b.jpg", "audio/a.mp3", "images/a.jpg", "images/b.jpg")))
                .containsExactly(
                        entry("images/b.jpg", Enqueued.SQS),
                        entry("audio/a.mp3", Enqueued.HELD),
                        entry("images/a.jpg", Enqueued.SQS));
        assertThat(Queues.takeUploads(wired.queue()))
                .containsExactlyInAnyOrder(upload("images/a.jpg"), upload("images/b.jpg"));
    }

    @Test
    void one_that_is_no_media_path_stops_all_of_them() {
        UploadHook hook = wired.hook();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> hook.filesUploaded(List.of("images/1.jpg", "images/../2.jpg")));

        assertThat(wired.site().count("SELECT count(*) FROM nfs2s3.media")).isZero();
        assertThat(hook.filesUploaded(List.of())).isEmpty();
    }

    @Test
    void in_the_callers_transaction_they_are_committed_together() {
        UploadHook hook = wired.hook();
        try (Handle handle = wired.site().jdbi().open()) {
            handle.begin();
            assertThat(hook.filesUploaded(handle.getConnection(), List.of("images/1.jpg", "audio/1.mp3")))
                    .containsExactly(entry("images/1.jpg", Enqueued.OUTBOX), entry("audio/1.mp3", Enqueued.HELD));
            assertThat(wired.waiting()).isEmpty();
            handle.commit();
        }
        assertThat(wired.waiting()).containsExactly(upload("images/1.jpg"));
        assertThat(hook.status().accepted()).containsEntry(Enqueued.OUTBOX, 1L).containsEntry(Enqueued.HELD, 1L);
    }
}
