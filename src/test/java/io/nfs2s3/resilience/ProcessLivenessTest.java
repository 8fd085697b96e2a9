package io.nfs2s3.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProcessLivenessTest {
    private static final String HERE = "web1~0a0b0c0d/1/2000";
    private static long dead;

    @BeforeAll
    static void endProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        dead = process.pid();
    }

    @Test
    void of_its_own_host_it_knows_who_is_gone() {
        assertThat(ProcessLiveness.isGone("web1~0a0b0c0d/" + dead + "/1000", HERE))
                .isTrue();
        assertThat(ProcessLiveness.isGone(
                        "web1~0a0b0c0d/" + ProcessHandle.current().pid() + "/1000", HERE))
                .isFalse();
    }

    @Test
    void a_process_of_this_host_is_known_by_its_name() {
        String gone = ProcessName.unique().replaceFirst("/\\d+/", "/" + dead + "/");

        assertThat(ProcessLiveness.isGone(gone, ProcessName.unique())).isTrue();
        assertThat(ProcessLiveness.isGone(ProcessName.unique(), ProcessName.unique()))
                .isFalse();
    }

    @Test
    void of_other_hosts_and_containers_it_knows_nothing_whatever_they_are_called() {
        assertThat(ProcessLiveness.isGone("web2~0a0b0c0d/" + dead + "/1000", HERE))
                .isFalse();
        assertThat(ProcessLiveness.isGone("web1~ffffffff/" + dead + "/1000", HERE))
                .isFalse();
        assertThat(ProcessLiveness.isGone("web1/" + dead + "/1000", "web1/1/2000"))
                .isFalse();
        assertThat(ProcessLiveness.isGone("nonsense", HERE)).isFalse();
    }
}
