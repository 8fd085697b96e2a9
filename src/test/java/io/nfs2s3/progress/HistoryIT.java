package io.nfs2s3.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.HistoryWriter;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.progress.ProgressReport.HostCounts;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was done, and how much there was, by the minute, the hour and the day. */
class HistoryIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final Application application = site.application();
    private static final History history = new History(site.jdbi());

    private static final String SUMS =
            "concat_ws(' ', host, kind, measure, label, sum(amount), sum(bytes), sum(spread[1]), sum(spread[3]))";

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    private static List<String> sums(String from) {
        return site.query("SELECT " + SUMS + " FROM " + from
                + " WHERE host <> '' GROUP BY host, kind, measure, label ORDER BY host, kind, measure, label");
    }

    /** The sums by the hour or the day, whichever rows they come from. */
    private static List<String> sumsBy(String unit) {
        return site.query("SELECT " + SUMS + " || ' ' || date_trunc('" + unit + "', at AT TIME ZONE 'UTC')"
                + " FROM nfs2s3.history WHERE host <> '' GROUP BY host, kind, measure, label,"
                + " date_trunc('" + unit + "', at AT TIME ZONE 'UTC') ORDER BY 1");
    }

    private static String steps() {
        return String.join(" ", site.query("SELECT DISTINCT step FROM nfs2s3.history WHERE host <> '' ORDER BY step"));
    }

    /** Four days of two hosts, by a seed, with minutes in which nothing was done; and what the site had. */
    private static void fourDays() {
        execute("""
                DO $$ BEGIN
                PERFORM setseed(0.5);
                INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes, spread)
                SELECT 'MINUTE', m.at, h.host, k.kind, 'flipped', '', n.files, n.files * 1000,
                    CASE WHEN n.files % 2 = 0 THEN ARRAY[n.files / 2, 0, n.files / 2] ELSE ARRAY[n.files] END
                FROM generate_series(date_trunc('minute', now() - interval '4 days'), now(), '7 minutes') AS m (at)
                    CROSS JOIN (VALUES ('web1'), ('web2')) AS h (host) CROSS JOIN (VALUES ('audio'), ('image')) AS k (kind)
                    CROSS JOIN LATERAL (SELECT (random() * 1000)::bigint AS files, m.at AS unused) AS n
                WHERE n.files > 300;
                INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes)
                SELECT 'MINUTE', m.at, 'web1', 'image', 'failed', 'SOURCE_MISSING', 1, 0
                FROM generate_series(date_trunc('minute', now() - interval '4 days'), now(), '50 minutes') AS m (at);
                INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes, most)
                SELECT 'MINUTE', m.at, '', 'image', 'files', 'QUEUED', m.number, m.number * 10, m.number
                FROM generate_series(date_trunc('minute', now() - interval '4 days'), now(), '1 minute')
                    WITH ORDINALITY AS m (at, number);
                END $$""");
    }

    private static void age(String interval) {
        // all of them at once would meet each other's keys
        execute("CREATE TEMP TABLE aged AS SELECT * FROM nfs2s3.history; DELETE FROM nfs2s3.history;"
                + " UPDATE aged SET at = at - interval '" + interval + "';"
                + " INSERT INTO nfs2s3.history SELECT * FROM aged; DROP TABLE aged");
    }

    @Test
    void the_sums_by_minute_hour_and_day_agree() {
        fourDays();
        List<String> all = sums("nfs2s3.history");
        List<String> byHour = sumsBy("hour");
        List<String> byDay = sumsBy("day");
        assertThat(steps()).isEqualTo("MINUTE");

        assertThat(history.fold()).isPositive();

        assertThat(steps()).isEqualTo("HOUR MINUTE");
        assertThat(site.count(
                        "SELECT count(*) FROM nfs2s3.history WHERE step = 'MINUTE' AND at < now() - interval '49 h'"))
                .isZero();
        assertThat(site.count(
                        "SELECT count(*) FROM nfs2s3.history WHERE step = 'HOUR' AND at > now() - interval '48 h'"))
                .isZero();
        assertThat(sums("nfs2s3.history")).isEqualTo(all);
        assertThat(sumsBy("hour")).isEqualTo(byHour);
        assertThat(sumsBy("day")).isEqualTo(byDay);
        assertThat(history.fold()).as("nothing to do").isZero();

        age("2136 hours"); // 89 days
        List<String> aged = sumsBy("day");
        assertThat(history.fold()).isPositive();

        assertThat(sums("nfs2s3.history")).isEqualTo(all);
        assertThat(sumsBy("day")).isEqualTo(aged);
        assertThat(steps()).as("not all of them are ninety days old").isEqualTo("DAY HOUR");
        age("96 hours");
        history.fold();
        assertThat(steps()).isEqualTo("DAY");
        assertThat(sums("nfs2s3.history")).isEqualTo(all);
    }

    @Test
    void of_what_the_site_has_the_last_and_the_highest_are_kept() {
        execute("INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes, most)"
                + " SELECT 'MINUTE', date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - interval '5 days' + i * interval '20 min',"
                + " '', 'image', 'files', 'QUEUED', amount, 10 * amount, amount"
                + " FROM (VALUES (0, 5), (1, 9), (2, 7), (3, 2), (4, 0)) AS v (i, amount)");
        history.fold();

        assertThat(site.query("SELECT concat_ws(' ', step, amount, bytes, most) FROM nfs2s3.history ORDER BY at"))
                .containsExactly("HOUR 7 70 9", "HOUR 0 0 2");
    }

    @Test
    void a_fold_that_is_killed_leaves_all_as_it_was() {
        fourDays();
        List<String> before = sums("nfs2s3.history");
        try (Handle other = site.jdbi().open()) {
            other.execute("BEGIN");
            other.execute(
                    "SELECT FROM nfs2s3.history WHERE at < now() - interval '70 h' ORDER BY at DESC LIMIT 1 FOR UPDATE");
            CompletableFuture<Long> fold = CompletableFuture.supplyAsync(history::fold);
            site.await(() -> site.count(
                            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                    + " WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%gone AS (%'")
                    == 1);

            assertThatThrownBy(fold::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(JdbiException.class);
            assertThat(sums("nfs2s3.history")).isEqualTo(before);
            other.execute("COMMIT");
        }

        assertThat(history.fold()).isPositive();
        assertThat(sums("nfs2s3.history")).isEqualTo(before);
    }

    @Test
    void one_host_folds_at_a_time() {
        fourDays();
        try (Handle other = site.jdbi().open()) {
            other.execute("BEGIN");
            assertThat(HistorySql.isAlone(other)).isTrue();

            assertThat(history.fold()).isZero();

            other.execute("COMMIT");
        }
        assertThat(history.fold()).isPositive();
    }

    @Test
    void processes_of_one_name_are_added_and_one_of_them_writes_for_the_site() {
        Tally tally = new Tally();
        Tally other = new Tally();
        tally.flipped("image", 1_000, Duration.ofMillis(3));
        tally.flipped("image", 2_000, Duration.ofMillis(900));
        tally.flipped("audio", 50_000, Duration.ofSeconds(5));
        other.flipped("image", 4_000, Duration.ZERO);
        other.failed("image", FailureCode.SOURCE_MISSING);

        List<Optional<Instant>> minutes = List.of(
                history.write("web1", tally, false),
                history.write("web1", other, false),
                history.write("web2", new Tally(), false));

        assertThat(minutes.get(0)).isPresent();
        assertThat(minutes.stream().flatMap(Optional::stream)).doesNotHaveDuplicates();
        assertThat(sums("nfs2s3.history"))
                .containsExactly(
                        "web1  up  2 0",
                        "web1 audio flipped  1 50000 0 0",
                        "web1 image failed SOURCE_MISSING 1 0",
                        "web1 image flipped  3 7000 1 1",
                        "web2  up  1 0");
        assertThat(site.query(
                        "SELECT concat_ws(' ', sum(files), sum(bytes), sum(failed_files), min(seconds), max(seconds))"
                                + " FROM nfs2s3_views.throughput_history WHERE host = 'web1'"))
                .containsExactly("4 57000 1 60 60");
        assertThat(history.hosts())
                .extracting(HostCounts::name, HostCounts::filesLastHour)
                .containsExactly(tuple("web1", 4L), tuple("web2", 0L));
        history.write("web1", tally, false);
        assertThat(site.count("SELECT sum(amount)::bigint FROM nfs2s3.history WHERE measure = 'flipped'"))
                .as("what was written is not written again")
                .isEqualTo(4);
    }

    @Test
    void of_copies_the_view_tells_the_median_and_what_one_of_a_hundred_takes_longer_than() {
        Tally tally = new Tally();
        for (int i = 0; i < 98; i++) {
            tally.flipped("image", 1, Duration.ofMillis(100));
        }
        tally.flipped("image", 1, Duration.ofSeconds(10));
        tally.flipped("image", 1, Duration.ofHours(100));
        history.write("web1", tally, false);

        assertThat(site.query(
                        "SELECT (copy_p50_millis BETWEEN 64 AND 128)::text || (copy_p99_millis BETWEEN 8192 AND 16384)"
                                + " FROM nfs2s3_views.throughput_history WHERE kind = 'image'"))
                .containsExactly("truetrue");
    }

    @Test
    void what_the_site_has_is_written_with_every_state_and_every_queue() {
        Copies.migrate(application.catalog(), Copies.paths("done", 3));
        application.catalog().register(Copies.paths("queued", 2));

        assertThat(application.historyWriter(new Tally()).write()).isEmpty();

        assertThat(site.query("SELECT concat_ws(' ', kind, measure, label, amount, bytes) FROM nfs2s3.history"
                        + " WHERE host = '' AND measure NOT LIKE 'queue%'"))
                .containsExactlyInAnyOrder(
                        " outbox  0 0",
                        " outbox_age_seconds  0 0",
                        " rests  0 0",
                        "image files FAILED 0 0",
                        "image files HELD 0 0",
                        "image files MIGRATED 3 " + 3 * Copies.SIZE,
                        "image files QUEUED 2 0",
                        "image files RETIRED 0 0");
        assertThat(site.query("SELECT measure || ' ' || label FROM nfs2s3.history WHERE measure LIKE 'queue%'"))
                .containsExactlyInAnyOrder(
                        "queue_dead backfill",
                        "queue_dead uploads",
                        "queue_in_flight backfill",
                        "queue_in_flight uploads",
                        "queue_waiting backfill",
                        "queue_waiting uploads");
    }

    @Test
    void minutes_that_are_over_are_read_with_what_is_known_of_them() {
        // three minutes ago, who was to write what the site has came to nothing
        execute("""
                INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes)
                SELECT 'MINUTE', date_trunc('minute', now()) - i * interval '1 min', host, kind, measure, label, amount, bytes
                FROM (VALUES (-1, 'web1', 'image', 'flipped', '', 99, 990), (1, 'web1', 'image', 'flipped', '', 5, 50),
                    (1, 'web2', 'audio', 'flipped', '', 2, 500), (1, '', 'image', 'files', 'QUEUED', 30, 0),
                    (1, '', 'audio', 'files', 'QUEUED', 4, 0), (1, '', 'audio', 'files', 'MIGRATED', 8, 0),
                    (1, '', '', 'outbox', '', 0, 0), (3, '', '', 'rests', '', 1, 0), (3, 'web1', 'image', 'flipped', '', 7, 70),
                    (3000, 'web1', 'image', 'flipped', '', 1, 1)) AS v (i, host, kind, measure, label, amount, bytes)""");

        assertThat(history.minutes(Duration.ofDays(2)))
                .extracting(Minute::files, Minute::bytes, Minute::queued)
                .containsExactly(tuple(7L, 70L, null), tuple(7L, 550L, 34L));
    }

    @Test
    void what_could_not_be_written_is_written_the_next_time() {
        Tally tally = new Tally();
        tally.flipped("image", 1_000, Duration.ofMillis(3));
        try (TcpProxy database = Wire.toDatabase(site)) {
            HistoryWriter writer = site.application(
                            Wire.databaseSetting(site, database), "database.connectTimeout = 250 ms")
                    .historyWriter(tally);
            database.refuse();
            assertThatThrownBy(writer::write).isInstanceOf(JdbiException.class);
            writer.writeRest(); // waits for no outage
            tally.flipped("image", 2_000, Duration.ofMillis(3));

            database.accept();
            site.await(() -> writes(writer));
        }
        assertThat(site.query(
                        "SELECT concat_ws(' ', sum(amount), sum(bytes)) FROM nfs2s3.history WHERE measure = 'flipped'"))
                .containsExactly("2 3000");
    }

    private static boolean writes(HistoryWriter writer) {
        try {
            return writer.write().isEmpty();
        } catch (JdbiException e) {
            return false;
        }
    }
}
