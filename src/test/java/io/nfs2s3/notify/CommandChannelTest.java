package io.nfs2s3.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.testing.RecordingLogger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandChannelTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final byte[] NOTICE = "{}\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private CommandChannel channel(Duration timeout, String script, String... arguments) throws IOException {
        Path program = Files.writeString(folder.resolve("tell"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new CommandChannel(
                Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                        .toList(),
                timeout);
    }

    @Test
    void the_program_gets_the_notification_on_its_input_and_its_arguments_as_they_are() throws Exception {
        Path got = folder.resolve("got");

        channel(LONG, "printf '%s|' \"$@\" >'" + got + "'; cat >>'" + got + "'", "a b", "$(id)", "*")
                .send(NOTICE);

        assertThat(got).hasContent("a b|$(id)|*|{}\n");
    }

    @Test
    void one_that_reads_nothing_may_be_well() {
        assertThatCode(() -> channel(LONG, "exit 0").send(NOTICE)).doesNotThrowAnyException();
    }

    @Test
    void one_that_ends_with_an_error_or_is_not_there_did_not_take_it() throws Exception {
        CommandChannel failing = channel(LONG, "exit 3");

        assertThatIOException().isThrownBy(() -> failing.send(NOTICE)).withMessage("it ended with exit code 3");
        assertThatIOException()
                .isThrownBy(
                        () -> new CommandChannel(List.of(folder.resolve("none").toString()), LONG).send(NOTICE));
    }

    @Test
    void one_that_hangs_is_killed_after_its_time() throws Exception {
        CommandChannel hanging = channel(Duration.ofMillis(200), "exec sleep 600");

        assertThatIOException().isThrownBy(() -> hanging.send(NOTICE)).withMessageEndingWith("and was killed");
    }

    @Test
    void one_that_hangs_before_it_has_read_all_is_killed_after_its_time() throws Exception {
        CommandChannel hanging = channel(Duration.ofMillis(200), "exec sleep 600");
        byte[] more = new byte[1 << 20]; // than a pipe takes

        assertThatIOException().isThrownBy(() -> hanging.send(more)).withMessageEndingWith("and was killed");
    }

    @Test
    void none_is_started_while_the_one_before_still_hangs() throws Exception {
        Path got = folder.resolve("got");
        List<String> command = List.of("/bin/sh", "-c", "cat >'" + got + "'");
        Process before = new ProcessBuilder("sleep", "600").start();
        try {
            assertThatIOException()
                    .isThrownBy(() -> new CommandChannel(command, Duration.ofMillis(1), before).send(NOTICE))
                    .withMessageStartingWith("the one before still hangs");
            assertThat(got).doesNotExist();
        } finally {
            before.destroyForcibly();
        }

        new CommandChannel(command, LONG, before).send(NOTICE);

        assertThat(got).hasContent("{}\n");
    }

    @Test
    void the_end_of_the_process_kills_one_that_hangs() throws Exception {
        Path pid = folder.resolve("pid");
        CommandChannel hanging =
                channel(LONG, "echo $$ >'" + pid + ".new'; mv '" + pid + ".new' '" + pid + "'; exec sleep 600");
        Notifier notifier = new Notifier(Duration.ofMillis(1), List.of(hanging), new RecordingLogger());
        notifier.send("{}");
        await().atMost(LONG).until(() -> Files.exists(pid));
        Optional<ProcessHandle> process =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));

        notifier.close();

        await().atMost(LONG).until(() -> process.filter(ProcessHandle::isAlive).isEmpty());
    }
}
