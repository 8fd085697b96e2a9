package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Finding.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code doctor} reads the table of mounts, and what it says of one. */
class MountChecksTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String ROOT = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw";
    private static final String NFS = "90 22 0:50 / %s rw,noatime shared:2 - nfs4 filer:/export %s";

    private static Optional<Mount> mount(String path, String... lines) {
        return Mount.of(Path.of(path), List.of(lines));
    }

    private static Answer share(String options, Duration vanishedAfter) {
        return MountChecks.options(mount("/mnt/media", ROOT, NFS.formatted("/mnt/media", options)), vanishedAfter);
    }

    @Test
    void the_innermost_mount_counts_and_of_two_at_one_place_the_last() {
        String outer = NFS.formatted("/mnt", "rw,hard");
        String inner = NFS.formatted("/mnt/media", "rw,soft");
        String hidden = "91 22 0:51 / /mnt/media rw - xfs /dev/sdb1 rw";

        assertThat(mount("/mnt/media/images", ROOT, inner, outer))
                .hasValueSatisfying(found -> assertThat(found.options()).contains("soft", "noatime"));
        assertThat(mount("/mnt/media/images", ROOT, outer, hidden, inner))
                .hasValueSatisfying(found -> assertThat(found.type()).isEqualTo("nfs4"));
        assertThat(mount("/mnt/mediator", ROOT, inner))
                .hasValueSatisfying(found -> assertThat(found.type()).isEqualTo("ext4"));
    }

    @Test
    void a_name_with_a_space_is_understood_and_a_line_of_another_form_is_passed_over() {
        assertThat(mount("/mnt/the media/images", "no such line", ROOT, NFS.formatted("/mnt/the\\040media", "rw")))
                .hasValueSatisfying(found -> assertThat(found.point()).hasToString("/mnt/the media"));
        assertThat(mount("/mnt", "no such line")).isEmpty();
    }

    @Test
    void a_share_that_is_mounted_hard_is_well() {
        assertThat(share("rw,hard,vers=4.2", LONG))
                .isEqualTo(Answer.good("is nfs4, mounted on /mnt/media as it should be"));
    }

    @Test
    void a_soft_mount_is_a_warning() {
        assertThat(share("rw,soft", LONG).level()).isEqualTo(Level.WARNING);
        assertThat(share("rw,softerr", LONG).text()).contains("mounted soft", "the option hard");
    }

    @Test
    void a_client_that_remembers_longer_than_we_wait_is_a_warning() {
        assertThat(share("rw,hard", Duration.ofSeconds(5)).level()).isEqualTo(Level.WARNING);
        assertThat(share("rw,hard", Duration.ofSeconds(5)).text())
                .contains("after 5 s", "lookupcache=positive", "source.vanishedAfter = 90 s");
        assertThat(share("rw,hard,lookupcache=pos", Duration.ofSeconds(5)).level())
                .isEqualTo(Level.OK);
    }

    @Test
    void a_directory_of_this_host_is_told_and_where_nothing_is_known_nothing_is_said() {
        assertThat(MountChecks.options(mount("/srv", ROOT), Duration.ZERO))
                .isEqualTo(Answer.good("is ext4, mounted on /"));
        assertThat(MountChecks.options(Optional.empty(), LONG).level()).isEqualTo(Level.LEFT_OUT);
    }

    @Test
    void a_mount_that_takes_its_time_is_a_warning(@TempDir Path root) {
        AtomicLong nanos = new AtomicLong();

        assertThat(MountChecks.speed(root, () -> nanos.addAndGet(250_000_000)).text())
                .startsWith("take 250 ms")
                .contains("the load of the NFS server");
        assertThat(MountChecks.speed(root, () -> nanos.addAndGet(1_000)).level())
                .isEqualTo(Level.OK);
    }
}
