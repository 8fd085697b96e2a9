package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.source.ReadBefore.Verdict;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long files that could be read before speak for all others. */
class ReadBeforeTest {
    private static final Path ROOT = Path.of("/");

    private final Set<MediaPath> shut = new HashSet<>();
    private final AtomicLong nanos = new AtomicLong();
    private final ReadBefore before = new ReadBefore(
            (root, path) -> {
                if (shut.contains(path)) {
                    throw new AccessDeniedException(path.value());
                }
            },
            nanos::get);

    private void read(int files) {
        IntStream.range(0, files).forEach(i -> before.add(MediaPath.of("images/" + i + ".jpg")));
    }

    private void shut(int files) {
        IntStream.range(0, files).forEach(i -> shut.add(MediaPath.of("images/" + i + ".jpg")));
    }

    @Test
    void one_that_can_still_be_read_makes_it_the_fault_of_the_file() {
        read(5);
        shut(4);

        assertThat(before.ask(ROOT)).isEqualTo(Verdict.THIS_FILE);
        assertThat(before.isRefused()).isFalse();
    }

    @Test
    void too_few_say_nothing() {
        read(2);
        shut(2);

        assertThat(before.ask(ROOT)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void a_handful_that_stays_shut_holds_up_all_others_for_some_minutes_only() {
        read(5);
        shut(5);
        assertThat(before.ask(ROOT)).isEqualTo(Verdict.ALL_FILES);

        nanos.addAndGet(ReadBefore.BELIEVED.toNanos() - 1);
        assertThat(before.ask(ROOT)).isEqualTo(Verdict.ALL_FILES);
        assertThat(before.isRefused()).isTrue();

        nanos.addAndGet(1);
        assertThat(before.ask(ROOT)).isEqualTo(Verdict.UNKNOWN);
        assertThat(before.isRefused()).as("so that others are tried").isFalse();
    }

    @Test
    void a_file_that_was_read_meanwhile_lets_them_speak_anew() {
        read(5);
        shut(5);
        assertThat(before.ask(ROOT)).isEqualTo(Verdict.ALL_FILES);
        before.add(MediaPath.of("audio/1.mp3"));
        assertThat(before.isRefused()).isFalse();

        nanos.addAndGet(ReadBefore.BELIEVED.toNanos());
        shut.add(MediaPath.of("audio/1.mp3"));

        assertThat(before.ask(ROOT)).isEqualTo(Verdict.ALL_FILES);
    }
}
