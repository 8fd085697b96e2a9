package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.settings.SettingsReader;
import io.nfs2s3.source.Mount;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} says of a host that has too little of something. */
class HostChecksTest {
    private static final Settings SETTINGS = SettingsReader.read(Optional.empty(), Map.of());
    private static final long MIB = 1024 * 1024;

    private static Answer memory(long heap) {
        return HostChecks.memory(HeapBudget.of(SETTINGS.worker(), SETTINGS.s3(), heap));
    }

    private static Answer openFiles(String limit) {
        return HostChecks.openFiles(
                "Limit                     Soft Limit           Hard Limit           Units     \n"
                        + "Max processes             62742                62742                processes \n"
                        + "Max open files            %-20s 524288               files     \n".formatted(limit),
                400);
    }

    private static Optional<Mount> mount(String... options) {
        return Optional.of(new Mount(Path.of("/tmp"), "tmpfs", Set.of(options)));
    }

    @Test
    void a_heap_that_is_too_small_for_the_settings_is_a_warning_with_the_one_that_is_not() {
        assertThat(memory(256 * MIB).level()).isEqualTo(Level.OK);
        assertThat(memory(200 * MIB))
                .isEqualTo(Answer.warning(
                        "worker.bytesInFlight is 100 MiB in place of 128 MiB: half of the heap of 200 MiB",
                        "set NFS2S3_JAVA_OPTS=-Xmx320m for all of it"));
    }

    @Test
    void fewer_open_files_than_the_settings_want_are_a_warning() {
        assertThat(openFiles("400").level()).isEqualTo(Level.OK);
        assertThat(openFiles("unlimited").level()).isEqualTo(Level.OK);
        assertThat(openFiles("399").level()).isEqualTo(Level.WARNING);
        assertThat(openFiles("399").text()).contains("there may be 399", "may have 400", "LimitNOFILE=");
        assertThat(HostChecks.openFiles("", 400).level()).isEqualTo(Level.LEFT_OUT);
    }

    @Test
    void a_folder_of_temporary_files_that_is_gone_or_runs_nothing_is_a_warning(@TempDir Path folder) {
        assertThat(HostChecks.temporaryFiles(folder, mount("rw", "nosuid")).level())
                .isEqualTo(Level.OK);
        assertThat(HostChecks.temporaryFiles(folder, Optional.empty()).level()).isEqualTo(Level.OK);
        assertThat(HostChecks.temporaryFiles(folder, mount("rw", "noexec")).text())
                .contains("is mounted noexec", "-Djava.io.tmpdir=");
        assertThat(HostChecks.temporaryFiles(folder.resolve("none"), Optional.empty())
                        .text())
                .contains("may not write to", "-Djava.io.tmpdir=");
    }
}
