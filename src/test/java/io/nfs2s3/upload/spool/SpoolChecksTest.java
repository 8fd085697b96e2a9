package io.nfs2s3.upload.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding.Level;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} says of the directory of a spool. */
class SpoolChecksTest {
    @TempDir
    private Path directory;

    private Check check(CheckCode code) {
        return SpoolChecks.of(Optional.of(directory.resolve("spool"))).stream()
                .filter(check -> check.code() == code)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void without_probes_nothing_is_written_beside_it() throws Exception {
        assertThat(check(CheckCode.HOST_SPOOL).look().look().detail())
                .contains("written beside it, synced and deleted");
        assertThat(check(CheckCode.HOST_SPOOL).reading().orElseThrow().look())
                .isEqualTo(Answer.good("this user may write beside it"));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_disk_that_is_nearly_full_is_a_warning() throws Exception {
        assertThat(SpoolChecks.space(directory, 4096).level()).isEqualTo(Level.WARNING);
        assertThat(SpoolChecks.space(directory, 4096).text()).contains("has room for 4 KiB", "10 MiB or more");
        assertThat(SpoolChecks.space(directory, 20L * 1024 * 1024)).isEqualTo(Answer.good("there is enough"));
        assertThat(check(CheckCode.HOST_SPOOL_SPACE).look().look().level()).isNotEqualTo(Level.BROKEN);
    }
}
