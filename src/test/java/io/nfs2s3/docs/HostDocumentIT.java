package io.nfs2s3.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What docs/hosts.md tells root to type, on a systemd that is booted for it, where one can be. Only where it is asked for: what
 * boots a system takes more of a machine than a test may without a word.
 */
class HostDocumentIT {
    /** Of scripts/check-host, for what this machine does not have. */
    private static final int CANNOT = 77;

    @Test
    void units_are_installed_started_and_upgraded_and_removed_without_a_trace() throws Exception {
        Assumptions.assumeTrue(Boolean.getBoolean("nfs2s3.boot"), "skipped: -Dnfs2s3.boot=true has it boot a systemd");
        Process process = new ProcessBuilder("scripts/check-host")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> lines = said.lines().toList();

        if (process.waitFor() == CANNOT) {
            Assumptions.abort("skipped: " + lines.get(lines.size() - 1));
        }
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(lines).contains("StatusText=daemon is up", "check-host: ended with 0");
    }
}
