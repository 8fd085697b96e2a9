package io.nfs2s3.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.TestSite;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a daemon remembers of the history. */
class RecentHistoryIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private final AtomicLong nanos = new AtomicLong();
    private final RecentHistory history = new RecentHistory(new History(site.jdbi()), nanos::get);

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    private void later(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private long files() {
        return history.look().minutes().stream().mapToLong(Minute::files).sum();
    }

    @Test
    void only_the_last_minutes_are_read_again_and_all_of_them_once_an_hour() {
        execute("INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes)"
                + " SELECT 'MINUTE', date_trunc('minute', now()) - i * interval '1 min', 'web1', 'image', 'flipped', '', 1, 1"
                + " FROM unnest(ARRAY[2, 20, 21, 22]) AS i");
        assertThat(files()).isEqualTo(4);

        execute("UPDATE nfs2s3.history SET amount = CASE WHEN at > now() - interval '10 min' THEN 10 ELSE 100 END");
        assertThat(files()).as("half a minute is not over").isEqualTo(4);
        later(Duration.ofSeconds(31));
        assertThat(files()).as("somebody was late").isEqualTo(10 + 3);
        later(Duration.ofSeconds(31));
        assertThat(files()).isEqualTo(10 + 3);

        later(Duration.ofHours(1));
        assertThat(files()).isEqualTo(10 + 3 * 100);
    }

    @Test
    void a_minute_that_is_new_comes_behind_those_that_are_known() {
        execute("INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes)"
                + " SELECT 'MINUTE', date_trunc('minute', now()) - i * interval '1 min', 'web1', 'image', 'flipped', '', i, 1"
                + " FROM unnest(ARRAY[30, 20]) AS i");
        assertThat(history.look().minutes()).extracting(Minute::files).containsExactly(30L, 20L);

        execute(
                "INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes)"
                        + " SELECT 'MINUTE', date_trunc('minute', now()) - interval '1 min', 'web1', 'image', 'flipped', '', 1, 1");
        later(Duration.ofSeconds(31));

        assertThat(history.look().minutes()).extracting(Minute::files).containsExactly(30L, 20L, 1L);
    }
}
