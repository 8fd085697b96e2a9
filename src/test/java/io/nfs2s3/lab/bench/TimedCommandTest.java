package io.nfs2s3.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TimedCommandTest {
    private static final String BUSY = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";

    @TempDir
    private Path directory;

    @Test
    void a_command_is_told_apart_from_its_failure() throws Exception {
        TimedCommand.Usage usage =
                new TimedCommand(directory).run(List.of("sh", "-c", "echo out; echo err >&2; exit 3"), Map.of());

        assertThat(usage.exitCode()).isEqualTo(3);
        assertThat(usage.output()).isEqualTo("out\nerr\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void cpu_and_memory_are_those_of_the_command() throws Exception {
        TimedCommand.Usage usage = new TimedCommand(directory).run(List.of("sh", "-c", BUSY), Map.of());

        assertThat(usage.cpuSeconds()).isPositive();
        assertThat(usage.seconds()).isPositive();
        assertThat(usage.peakBytes()).isPositive();
    }

    @Test
    void a_variable_without_a_value_is_taken_away() throws Exception {
        TimedCommand.Usage usage = new TimedCommand(directory)
                .run(List.of("sh", "-c", "echo ${LC_ALL-none} $NEW"), Map.of("LC_ALL", "", "NEW", "new"));

        assertThat(usage.output()).isEqualTo("none new\n");
    }
}
