package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Uploads that have waited for long, claimed for a sweep. */
class SweepClaimIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final CatalogRig rig = new CatalogRig(site);
    private static final MediaCatalog catalog = rig.catalog();

    private void waitedHours(int hours) {
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE nfs2s3.media SET queued_at = queued_at - make_interval(hours => ?)", hours));
    }

    private static Instant anHourAgo() {
        return catalog.queued().ago(HOUR);
    }

    @Test
    void the_longest_waiting_uploads_are_claimed_once_in_order() {
        List<MediaPath> paths = Copies.paths("lost", 3);
        for (MediaPath path : paths) {
            rig.register(path);
            waitedHours(2);
        }
        rig.register(PATH);

        assertThat(catalog.queued().claimBefore(Lane.LIVE, anHourAgo(), 2))
                .extracting(MediaFile::path)
                .containsExactlyInAnyOrder(paths.get(0), paths.get(1));
        assertThat(catalog.queued().claimBefore(Lane.LIVE, anHourAgo(), 2))
                .extracting(MediaFile::path)
                .containsExactly(paths.get(2));
        assertThat(catalog.queued().claimBefore(Lane.LIVE, anHourAgo(), 2)).isEmpty();
    }

    @Test
    void a_claim_that_is_taken_back_is_claimed_again() {
        FileVersion upload = rig.register(PATH).upload();
        waitedHours(2);
        assertThat(catalog.queued().claimBefore(Lane.LIVE, anHourAgo(), 10)).hasSize(1);

        catalog.queued().unclaim(List.of(new FileVersion(PATH, 2)), HOUR);
        assertThat(catalog.queued().claimBefore(Lane.LIVE, anHourAgo(), 10)).isEmpty();
        catalog.queued().unclaim(List.of(upload), HOUR);
        assertThat(catalog.queued().claimBefore(Lane.LIVE, anHourAgo(), 10)).hasSize(1);
    }

    @Test
    void a_claim_begins_no_new_wait_and_neither_does_one_that_is_taken_back() {
        FileVersion upload = rig.register(PATH).upload();
        waitedHours(3);
        assertThat(rig.found(PATH).queuedFor()).isGreaterThanOrEqualTo(HOUR.multipliedBy(3));

        assertThat(catalog.queued().claimBefore(Lane.LIVE, anHourAgo(), 10))
                .singleElement()
                .satisfies(file -> assertThat(file.queuedFor()).isGreaterThanOrEqualTo(HOUR.multipliedBy(3)));
        assertThat(rig.found(PATH).queuedFor()).isGreaterThanOrEqualTo(HOUR.multipliedBy(3));
        catalog.queued().unclaim(List.of(upload), HOUR.multipliedBy(2));
        assertThat(rig.found(PATH).queuedFor()).isGreaterThanOrEqualTo(HOUR.multipliedBy(3));
        assertThat(catalog.queued().claimBefore(Lane.LIVE, anHourAgo(), 10)).hasSize(1);
        assertThat(rig.found(PATH).queuedFor()).isGreaterThanOrEqualTo(HOUR.multipliedBy(3));

        rig.register(PATH);
        assertThat(rig.found(PATH).queuedFor()).isLessThan(HOUR);
    }

    @Test
    void two_sweeps_at_once_never_claim_the_same_upload() {
        catalog.register(Copies.paths("contended", 200));
        waitedHours(2);

        List<List<MediaFile>> claims = Together.run(8, thread -> () -> {
            List<MediaFile> mine = new ArrayList<>();
            IntStream.range(0, 20).forEach(i -> mine.addAll(catalog.queued().claimBefore(Lane.LIVE, anHourAgo(), 10)));
            return mine;
        });

        assertThat(claims.stream().flatMap(Collection::stream).map(MediaFile::path))
                .doesNotHaveDuplicates()
                .hasSize(200);
    }

    @Test
    void only_queued_uploads_are_claimed() {
        FileVersion upload = rig.register(PATH).upload();
        rig.register(MediaPath.of("audio/held.mp3"));
        rig.flip(upload);
        waitedHours(2);

        assertThat(catalog.queued().claimBefore(Lane.LIVE, anHourAgo(), 10)).isEmpty();
    }
}
