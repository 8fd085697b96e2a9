package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Queues;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An upload that had to wait for the one before it comes behind it, also where that one goes to the outbox. */
class UploadOrderIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");
    private static final MediaPath OTHER = MediaPath.of("images/ab/2.jpg");
    private static final String WAITING =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    @RegisterExtension
    private static final WiredHooks wired = new WiredHooks();

    /** @return what the call answers that began while a transaction of the site's had the row */
    private static <T> T uploadedMeanwhile(UploadHook hook, Function<UploadHook, T> upload) {
        CompletableFuture<T> later;
        try (Handle earlier = wired.site().jdbi().open()) {
            earlier.begin();
            assertThat(hook.fileUploaded(earlier.getConnection(), PATH.value())).isEqualTo(Enqueued.OUTBOX);
            later = CompletableFuture.supplyAsync(() -> upload.apply(hook));
            await().until(() -> wired.site().count(WAITING) > 0);
            earlier.commit();
        }
        return later.join();
    }

    @Test
    void the_first_upload_of_a_path_is_not_overtaken_by_the_second() {
        UploadHook hook = wired.warmHook();

        Enqueued way = uploadedMeanwhile(hook, each -> each.fileUploaded(PATH.value()));

        assertThat(way).isEqualTo(Enqueued.OUTBOX);
        assertThat(wired.waiting()).containsExactly(new FileVersion(PATH, 1), new FileVersion(PATH, 2));
        assertThat(Queues.take(wired.queue())).isEmpty();
    }

    @Test
    void a_re_upload_is_not_overtaken_by_the_next_among_many() {
        UploadHook hook = wired.warmHook();
        hook.fileUploaded(PATH.value());
        Queues.take(wired.queue());

        Map<String, Enqueued> ways =
                uploadedMeanwhile(hook, each -> each.filesUploaded(List.of(PATH.value(), OTHER.value())));

        assertThat(ways).isEqualTo(Map.of(PATH.value(), Enqueued.OUTBOX, OTHER.value(), Enqueued.OUTBOX));
        assertThat(wired.waiting())
                .containsExactlyInAnyOrder(
                        new FileVersion(PATH, 2), new FileVersion(PATH, 3), new FileVersion(OTHER, 1))
                .startsWith(new FileVersion(PATH, 2));
        assertThat(Queues.take(wired.queue())).isEmpty();
    }
}
