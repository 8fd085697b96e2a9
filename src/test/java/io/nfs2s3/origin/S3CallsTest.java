package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.resilience.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What the origin's log says of S3. */
class S3CallsTest {
    private static void assertTold(Throwable error, String text) {
        CompletableFuture<String> asked =
                new S3Calls(Duration.ofSeconds(1)).ask(() -> CompletableFuture.failedFuture(error));

        assertThatThrownBy(asked::join)
                .hasCauseInstanceOf(UnavailableException.class)
                .hasMessageContaining(text);
    }

    @Test
    void an_error_that_was_classed_is_told_in_its_own_words() {
        assertTold(
                new MigrationException(FailureCode.STORE_DOWN, "what it means", new IOException("root")), "it means");
    }

    @Test
    void an_object_that_comes_too_slowly_is_told_with_our_limit() {
        assertTold(new TimeoutException(), "see origin.s3Timeout");
    }

    @Test
    void any_other_error_is_told_by_its_root() {
        assertTold(new IOException("outer", new IOException("root")), "root");
    }
}
