package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What systemd says of the units, where it is installed: it need not run. */
class UnitsIT {
    private static final Path UNITS = Path.of("config", "systemd");
    /** The first that looks at files. */
    private static final int OLDEST_SYSTEMD = 250;

    @TempDir
    private Path folder;

    private record Said(int code, String text) {}

    @BeforeEach
    void need() throws Exception {
        Assumptions.assumeTrue(
                Programs.isOnPath("systemd-analyze"),
                "skipped: systemd-analyze is not installed: apt-get install systemd");
        String version = analyze(List.of("--version")).text().replaceAll("(?s)systemd (\\d+).*", "$1");
        Assumptions.assumeTrue(
                Integer.parseInt(version) >= OLDEST_SYSTEMD,
                "skipped: systemd is " + version + ", and looks at files from " + OLDEST_SYSTEMD + " on");
    }

    private static Said analyze(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemd-analyze"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    /** Of the scale from 0 to 10, in tenths. */
    @ParameterizedTest
    @ValueSource(strings = {"nfs2s3", "nfs2s3-origin", "nfs2s3-until-empty"})
    void a_service_is_open_to_two_of_ten_at_most(String unit) throws Exception {
        String file = UNITS.resolve(unit + ".service").toString();

        Said said = analyze(List.of("security", "--offline=true", "--threshold=20", "--no-pager", file));

        assertThat(said.text()).contains("Overall exposure level for " + unit + ".service: ");
        assertThat(said.code()).as(said.text()).isZero();
    }

    @Test
    void systemd_has_nothing_to_say_against_the_units() throws Exception {
        List<String> command = new ArrayList<>(List.of("verify", "--man=no", "--recursive-errors=no"));
        try (Stream<Path> units = Files.list(UNITS)) {
            for (Path unit : units.filter(file -> file.toString().matches(".*\\.(service|timer)"))
                    .toList()) {
                command.add(installed(unit).toString());
            }
        }

        assertThat(analyze(command)).isEqualTo(new Said(0, ""));
    }

    /** As if the program were installed here: a unit of what is not there is told. */
    private Path installed(Path unit) throws IOException {
        String program = Path.of("scripts/nfs2s3").toAbsolutePath().toString();
        return Files.writeString(
                folder.resolve(unit.getFileName()), Files.readString(unit).replace("/opt/nfs2s3/bin/nfs2s3", program));
    }
}
