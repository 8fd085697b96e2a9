package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.SOURCE;
import static io.nfs2s3.lifecycle.verify.VerifySite.differences;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Modification times that a database keeps less precisely than a file system does. */
class VerifierTimesIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @Test
    void no_original_counts_as_changed_for_its_time_alone() throws IOException {
        List<String> times = List.of(
                "2024-01-01T00:00:00.1234567Z",
                "2024-01-01T00:00:00.999999999Z",
                "1969-12-31T23:59:59.1234567Z",
                "1901-12-14T00:00:00.999999999Z",
                "2120-06-01T12:00:00.5Z");
        VerifySite files = new VerifySite(site);
        for (int i = 0; i < times.size(); i++) {
            String path = "images/" + i + ".jpg";
            site.write(path, path);
            Files.setLastModifiedTime(site.media().resolve(path), FileTime.from(Instant.parse(times.get(i))));
            files.upload(path);
        }
        files.work();
        VerifyProgress progress = new VerifyProgress();

        List<String> judged = files.verify("", SOURCE, progress);

        assertThat(judged).hasSize(times.size());
        assertThat(differences(judged)).isEmpty();
        assertThat(progress.heads()).isZero();
    }
}
