package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HotFilesTest {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private final AtomicLong nanos = new AtomicLong(-5);
    private final HotFiles hot = new HotFiles(new OriginSettings.Hot(WINDOW, 10, 1_000), nanos::get);

    @Test
    void as_many_files_are_counted_as_the_setting_says_and_fewer_of_long_names() {
        for (int i = 0; i < 1_000; i++) {
            hot.count("images/" + i + ".jpg");
        }
        assertThat(hot.size()).isEqualTo(1_000);

        HotFiles others = new HotFiles(new OriginSettings.Hot(WINDOW, 10, 1_000), nanos::get);
        for (int i = 0; i < 1_000; i++) {
            others.count("images/" + "x".repeat(1_000) + i + ".jpg");
        }
        await().untilAsserted(() -> assertThat(others.size()).isBetween(1L, 1_000L / 8));
    }

    private boolean count(String path, int times) {
        boolean last = false;
        for (int i = 0; i < times; i++) {
            last = hot.count(path);
        }
        return last;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void a_file_is_hot_from_the_threshold_on() {
        assertThat(count("images/1.jpg", 9)).isFalse();
        assertThat(count("images/1.jpg", 1)).isTrue();
        assertThat(count("images/2.jpg", 1)).isFalse();
    }

    @Test
    void requests_of_the_window_before_count_as_far_as_it_overlaps() {
        count("images/1.jpg", 10);
        pass(WINDOW.plusSeconds(6)); // nine tenths of it are still in sight
        assertThat(count("images/1.jpg", 1)).isTrue();
        pass(Duration.ofSeconds(24)); // half of it
        assertThat(count("images/1.jpg", 1)).isFalse();
    }

    @Test
    void a_file_that_nobody_asks_for_any_more_cools_down() {
        count("images/1.jpg", 100);
        pass(WINDOW.multipliedBy(2));
        assertThat(count("images/1.jpg", 1)).isFalse();
    }
}
