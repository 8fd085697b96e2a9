package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.testing.TestSite;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Parts that nobody put together are removed, if they can be of one of our copies, and of no other. */
class AbandonedPartsIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Application application =
            site.application("s3.prefix = \"media/\"", "kinds.other.prefix = \"other/\"");

    private static void begin(String key) {
        site.s3().createMultipartUpload(request -> request.bucket(site.bucket()).key(key));
    }

    private static List<String> underWay() {
        return site.s3().listMultipartUploads(request -> request.bucket(site.bucket())).uploads().stream()
                .map(MultipartUpload::key)
                .toList();
    }

    @Test
    void what_cannot_be_ours_is_left_alone() {
        List<String> ours = List.of("media/images/a.jpg", "media/images/a~g2.jpg", "media/.nfs2s3-probe/1");
        List<String> strangers = List.of("images/a.jpg", "media/a.jpg", "media/backup.tar");
        ours.forEach(AbandonedPartsIT::begin);
        strangers.forEach(AbandonedPartsIT::begin);
        Clock database = application.databaseClock();
        Clock later = Clock.offset(database, Duration.ofDays(3));

        assertThat(application.cleaner().sweepParts(database)).isZero();
        assertThat(application.cleaner().abandonedParts(later)).isEqualTo(ours.size());
        assertThat(application.cleaner().sweepParts(later)).isEqualTo(ours.size());

        assertThat(underWay()).containsExactlyInAnyOrderElementsOf(strangers);
    }
}
