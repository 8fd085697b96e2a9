package io.nfs2s3.lifecycle.retire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lifecycle.retire.Retire.Direction;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A site that goes on uploading while originals are taken away and brought back. */
class RetireUploadsIT {
    private static final int FILES = 80;
    private static final String NEW = "uploaded while originals were taken away";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final RetireRig rig = new RetireRig(site);

    @Test
    void no_upload_is_moved_replaced_or_lost_and_no_directory_goes_under_it() {
        List<String> paths = IntStream.range(0, FILES)
                .mapToObj(i -> "images/" + i % 8 + "/" + i + ".jpg")
                .toList();
        rig.migrate(paths.toArray(String[]::new));
        List<String> uploaded =
                paths.stream().filter(path -> path.hashCode() % 3 == 0).toList();
        CompletableFuture<Void> uploads = CompletableFuture.runAsync(() -> uploaded.forEach(RetireUploadsIT::upload));

        rig.run(Direction.RETIRE, RetireRig.ALL);
        rig.run(Direction.PUT_BACK, RetireRig.ALL);
        uploads.join();

        assertThat(uploaded)
                .isNotEmpty()
                .allSatisfy(path -> assertThat(rig.file(path)).hasContent(NEW));
        assertThat(paths).allSatisfy(path -> assertThat(rig.file(path)).exists());
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media WHERE state = 'QUEUED'"))
                .isEqualTo(uploaded.size());
        assertThat(site.count("SELECT count(*) FROM nfs2s3.retired WHERE place = 'LEAVING'"))
                .isZero();
        rig.work();
        assertThat(rig.rows()).hasSize(FILES).allMatch(row -> row.endsWith("MIGRATED"));
        assertThat(uploaded)
                .allSatisfy(path -> assertThat(site.text(site.keyOf(path))).isEqualTo(NEW));
    }

    /** As a site that is careful does it: another name first, then the right one. */
    private static void upload(String path) {
        try {
            Path file = rig.file(path);
            Files.createDirectories(file.getParent());
            Path other = Files.writeString(file.resolveSibling(".upload"), NEW);
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rig.hook.fileUploaded(path);
    }
}
