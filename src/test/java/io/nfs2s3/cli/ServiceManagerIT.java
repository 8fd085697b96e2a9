package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.Programs;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** systemd is told by its own program, on the socket that it names. */
class ServiceManagerIT {
    /** Reads as systemd does, and says what it read: it closes what comes with a barrier, for which the program waits. */
    private static final String SYSTEMD = """
            import array, os, socket, sys
            server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            server.bind(sys.argv[1])
            print("listens", flush=True)
            text = b""
            while b"BARRIER=1" not in text:
                text, extra, _, _ = server.recvmsg(4096, socket.CMSG_SPACE(64))
                for _, kind, data in extra:
                    if kind == socket.SCM_RIGHTS:
                        files = array.array("i")
                        files.frombytes(data)
                        for file in files:
                            os.close(file)
                print(text.decode().replace("\\n", " "), flush=True)
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void need() {
        for (String program : List.of("systemd-notify", "python3")) {
            Assumptions.assumeTrue(Programs.isOnPath(program), "skipped: " + program + " is not installed");
        }
    }

    @Test
    void systemd_reads_that_all_is_up_and_where_the_dashboard_is() throws Exception {
        String socket = folder.resolve("notify").toString();
        Process systemd = new ProcessBuilder("python3", "-c", SYSTEMD, socket).start();
        try (BufferedReader said = systemd.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("listens");

            assertThat(ServiceManager.ready(Map.of("NOTIFY_SOCKET", socket), "dashboard: http://127.0.0.1:8425/"))
                    .isEmpty();

            assertThat(said.readLine()).isEqualTo("READY=1 STATUS=dashboard: http://127.0.0.1:8425/");
            assertThat(said.readLine()).isEqualTo("BARRIER=1");
        } finally {
            systemd.destroy();
        }
    }

    @Test
    void that_nobody_listens_is_told_in_one_line() {
        Optional<String> fault = ServiceManager.ready(
                Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString()), "dashboard");

        assertThat(fault).get().asString().startsWith("systemd waits").contains("systemd-notify ended with 1: ");
    }

    @Test
    void where_no_unit_waits_nobody_is_told() {
        assertThat(ServiceManager.ready(Map.of(), "dashboard")).isEmpty();
    }
}
