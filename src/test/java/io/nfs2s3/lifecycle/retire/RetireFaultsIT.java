package io.nfs2s3.lifecycle.retire;

import static io.nfs2s3.lifecycle.retire.RetireRig.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lifecycle.retire.Retire.Direction;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.testing.Directories;
import io.nfs2s3.testing.SmallDisk;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A store that refuses an object, and a mount that is full: no other file waits for that, and none is lost. */
class RetireFaultsIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final S3FaultProxy proxy = site.closing(
            S3FaultProxy.to(site.addresses().s3Endpoint(), key -> site.keys().contains(key)));

    @BeforeEach
    void clear() {
        proxy.accept();
        site.clearRuns();
    }

    private static void refuseTheSecond() {
        proxy.befall(request -> request.key().equals("images/2.jpg")
                ? new S3Mishap.Refused(403, "AccessDenied")
                : new S3Mishap.Spared());
    }

    @Test
    void an_object_that_the_store_refuses_holds_up_no_other() throws IOException {
        RetireRig rig = new RetireRig(site, "s3.endpoint = \"" + proxy.endpoint() + "\"");
        rig.removeFiles();
        rig.migrate("images/1.jpg", "images/2.jpg", "images/3.jpg");
        refuseTheSecond();

        assertThat(rig.run(Direction.RETIRE, ALL).counts()).isEqualTo(new RunCounts(2, 0, 0, 1));
        assertThat(rig.reasons()).containsExactly("images/2.jpg OBJECT_UNKNOWN");
        assertThat(rig.file("images/2.jpg")).exists();

        proxy.accept();
        assertThat(rig.run(Direction.RETIRE, ALL).counts().done()).isEqualTo(1);
        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        refuseTheSecond();
        assertThat(rig.run(Direction.EMPTY, ALL).counts()).isEqualTo(new RunCounts(2, 0, 0, 1));
        assertThat(rig.trash()).containsExactly("images/2.jpg");
    }

    @Test
    void a_mount_that_takes_no_new_name_keeps_every_file_where_it_was(@TempDir Path scratch) throws IOException {
        Optional<String> missing = SmallDisk.missing(scratch);
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        try (SmallDisk full = SmallDisk.mount(site.media(), "nr_inodes=60")) {
            Files.createFile(full.directory().resolve(".nfs2s3-mounted"));
            RetireRig rig = new RetireRig(site);
            rig.migrate("images/1.jpg", "images/2.jpg");
            fill(rig.file("full"));

            assertThat(rig.run(Direction.RETIRE, ALL).counts()).isEqualTo(new RunCounts(0, 0, 0, 2));
            assertThat(rig.reasons())
                    .containsExactly("images/1.jpg ORIGINAL_UNREADABLE", "images/2.jpg ORIGINAL_UNREADABLE");
            assertThat(rig.left)
                    .allSatisfy(one -> assertThat(one.detail())
                            .contains("No space left on device")
                            .doesNotContain("cannot be read"));
            assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED", "images/2.jpg MIGRATED");
            assertThat(rig.places()).isEmpty();
            assertThat(rig.file("images/1.jpg")).hasContent("images/1.jpg");

            Directories.delete(rig.file("full"));
            assertThat(rig.run(Direction.RETIRE, ALL).counts()).isEqualTo(new RunCounts(2, 0, 0, 0));
        }
    }

    /** With files, until there is no room for another. */
    private static void fill(Path directory) throws IOException {
        Files.createDirectory(directory);
        try {
            for (int i = 0; ; i++) {
                Files.createFile(directory.resolve("" + i));
            }
        } catch (FileSystemException e) {
            assertThat(e.getReason()).isEqualTo("No space left on device");
        }
    }
}
