package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class NotificationsIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @TempDir
    private Path folder;

    private Path script(Path told) throws IOException {
        Path program = Files.writeString(folder.resolve("tell"), "#!/bin/sh\ncat >>'" + told + "'\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void a_run_tells_a_program_that_it_begins_and_ends_while_a_url_that_hangs_holds_up_neither() throws Exception {
        site.write("images/a.jpg", "a");
        Path told = folder.resolve("told");
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                JavaProcess scan = JavaProcess.nfs2s3(
                        "backfill",
                        "scan",
                        "--config",
                        site.settingsFile(
                                        "notify.command = [\"" + script(told) + "\"]",
                                        "notify.webhook = \"http://127.0.0.1:" + silent.getLocalPort() + "/hush\"",
                                        "notify.timeout = 5 s")
                                .toString())) {
            assertThat(scan.exitCode()).as(scan.output()).isZero();
            assertThat(scan.output()).doesNotContain("hush");
        }

        List<JsonNode> notices = new ArrayList<>();
        for (String line : Files.readAllLines(told)) {
            notices.add(new ObjectMapper().readTree(line));
        }
        assertThat(notices).extracting(each -> each.path("event").asText()).containsExactly("run.begun", "run.ended");
        assertThat(notices)
                .allSatisfy(each -> assertThat(each.at("/run/kind").asText()).isEqualTo("BACKFILL"));
        assertThat(notices.get(1).at("/run/result").asText()).isEqualTo("DONE");
        assertThat(notices.get(1).at("/run/counts/done").asLong()).isEqualTo(1);
    }
}
