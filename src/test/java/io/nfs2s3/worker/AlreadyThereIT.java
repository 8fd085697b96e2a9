package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.media.MediaState;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** Objects that were in the bucket before nfs2s3, as from {@code aws s3 sync}. */
class AlreadyThereIT extends WorkerTestBase {
    private static final String PATH = "images/1.jpg";

    private void put(String text) {
        site.s3().putObject(request -> request.bucket(site.bucket()).key(PATH), RequestBody.fromString(text));
    }

    @Test
    void an_object_that_cannot_be_compared_is_named_and_left_alone_and_a_retry_needs_another_key() {
        put("bytes");
        site.write(PATH, "bytes");
        hook.fileUploaded(PATH);

        assertThat(workUntilEmpty().failed()).isEqualTo(1);
        assertThat(failure(PATH)).startsWith("ALREADY_THERE: ").contains("images/1.jpg", "a retry");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.superseded")).isZero();

        application.retries().failedRetry().retry(FailedFilter.ALL, 1, sent -> true);
        assertThat(workUntilEmpty().migrated()).isEqualTo(1);

        assertThat(site.keyOf(PATH)).isEqualTo("images/1~g2.jpg");
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE nfs2s3.superseded SET superseded_at = superseded_at - interval '9 days'"));
        assertThat(application.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(0, 1));
        assertThat(site.text(PATH)).isEqualTo("bytes");
    }

    @Test
    void an_object_with_other_bytes_stays_and_the_upload_goes_on_with_the_next_generation() {
        put("other bytes");
        site.write(PATH, "bytes");
        hook.fileUploaded(PATH);

        assertThat(workUntilEmpty().migrated()).isEqualTo(1);

        assertThat(row(PATH).state()).isEqualTo(MediaState.MIGRATED);
        assertThat(site.keyOf(PATH)).isEqualTo("images/1~g2.jpg");
        assertThat(site.text(PATH)).isEqualTo("other bytes");
    }
}
