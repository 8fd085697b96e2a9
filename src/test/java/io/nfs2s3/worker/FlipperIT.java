package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.progress.WorkerLimits;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.worker.Flipper.Flip;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FlipperIT {
    private static final FileVersion UPLOAD = new FileVersion(MediaPath.of("images/1.jpg"), 1);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private final Application application = site.application("worker { flipBatch = 2, flipLinger = 1 s }");

    /** LOST would mean that its object is being removed, and the file would be copied as a generation of its own. */
    @Test
    void two_copies_of_a_message_are_both_busy_while_the_site_holds_the_row() {
        application.catalog().register(List.of(UPLOAD.path()));
        Flipper flipper = new Flipper(
                application.catalog(),
                new WorkerLimits(site.jdbi()),
                "w1",
                application.settings().worker(),
                new AdaptiveLimit(
                        new ConcurrencyLimiter(1, 1, () -> false, Paces.unlimited(), ConcurrencyLimiter.ALL),
                        1,
                        PATIENCE),
                () -> 0);
        StoredCopy copy = Copies.of(UPLOAD);
        try (Handle other = site.jdbi().open()) {
            other.begin();
            other.execute("SELECT FROM nfs2s3.media FOR UPDATE");
            CompletableFuture<Flip> first = flipper.submit(copy);
            CompletableFuture<Flip> second = flipper.submit(copy);

            assertThat(first).succeedsWithin(PATIENCE).isEqualTo(Flip.BUSY);
            assertThat(second).succeedsWithin(PATIENCE).isEqualTo(Flip.BUSY);
            other.rollback();
        }
        CompletableFuture<Flip> first = flipper.submit(copy);
        CompletableFuture<Flip> second = flipper.submit(copy);

        assertThat(first).succeedsWithin(PATIENCE).isEqualTo(Flip.FLIPPED);
        assertThat(second).succeedsWithin(PATIENCE).isEqualTo(Flip.LOST);
        assertThat(flipper.close(PATIENCE)).isTrue();
    }
}
