package io.nfs2s3.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.progress.PastSpan.Part;
import io.nfs2s3.testing.TestSite;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The history in equal steps, whatever was folded. */
class SpanIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final History history = new History(site.jdbi());

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    /** Minutes of so many days with gaps, of two hosts and two kinds, and what the site had. */
    private static void days(int days) {
        execute("""
                DO $$ BEGIN
                PERFORM setseed(0.5);
                INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes, spread)
                SELECT 'MINUTE', m.at, h.host, k.kind, 'flipped', '', n.files, n.files * 1000, ARRAY[0, n.files - 1, 0, 1]
                FROM generate_series(date_trunc('minute', now() - interval '%1$d days'), now(), '7 minutes') AS m (at)
                    CROSS JOIN (VALUES ('web1'), ('web2')) AS h (host) CROSS JOIN (VALUES ('audio'), ('image')) AS k (kind)
                    CROSS JOIN LATERAL (SELECT 1 + (random() * 1000)::bigint AS files, m.at AS unused) AS n
                WHERE n.files > 300;
                INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes)
                SELECT 'MINUTE', m.at, 'web1', 'image', 'failed', 'SOURCE_MISSING', 1, 0
                FROM generate_series(date_trunc('minute', now() - interval '%1$d days'), now(), '50 minutes') AS m (at);
                INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes, most)
                SELECT 'MINUTE', m.at, '', v.kind, v.measure, v.label, m.number * v.factor, 0, m.number * v.factor
                FROM generate_series(date_trunc('minute', now() - interval '%1$d days'), now(), '5 minutes')
                        WITH ORDINALITY AS m (at, number)
                    CROSS JOIN (VALUES ('image', 'files', 'QUEUED', 3), ('audio', 'files', 'QUEUED', 2), ('image', 'files', 'HELD', 9),
                        ('', 'outbox', '', 1), ('', 'rests', '', 0), ('', 'queue_waiting', 'uploads', 4),
                        ('', 'queue_waiting', 'backfill', 5)) AS v (kind, measure, label, factor);
                END $$""".formatted(days));
    }

    private static String sums(PastSpan past) {
        return past.parts().stream().mapToLong(Part::files).sum() + " "
                + past.parts().stream().mapToLong(Part::bytes).sum() + " "
                + past.parts().stream().mapToLong(Part::failed).sum();
    }

    private static String plainSums(PastSpan past) {
        return site.query("SELECT concat_ws(' ', sum(amount) FILTER (WHERE measure = 'flipped'), sum(bytes), "
                        + "sum(amount) FILTER (WHERE measure = 'failed')) FROM nfs2s3.history WHERE host <> '' AND at >= '"
                        + past.from() + "' AND at < '" + past.until() + "'")
                .get(0);
    }

    @Test
    void each_span_has_its_steps_and_the_sums_of_plain_sql() {
        days(9);
        for (Span span : Span.values()) {
            PastSpan past = history.span(span);

            assertThat(sums(past)).as(span.name()).isEqualTo(plainSums(past));
            assertThat(past.parts().size()).as(span.name()).isBetween(10, 217);
            assertThat(past.parts())
                    .allSatisfy(part -> assertThat(
                                    part.at().getEpochSecond() % past.step().toSeconds())
                            .isZero())
                    .isSortedAccordingTo((one, other) -> one.at().compareTo(other.at()));
            assertThat(past.parts().get(0).at()).isAfterOrEqualTo(past.from());
        }
        assertThat(history.span(Span.HOUR).step()).isEqualTo(Duration.ofMinutes(1));
        assertThat(history.span(Span.DAY).step()).isEqualTo(Duration.ofMinutes(10));
        assertThat(history.span(Span.WEEK).step()).isEqualTo(Duration.ofHours(1));
        assertThat(history.span(Span.ALL).step()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void what_was_folded_is_the_same_in_steps_that_are_as_long() {
        days(9);
        PastSpan week = history.span(Span.WEEK);
        PastSpan all = history.span(Span.ALL);

        assertThat(history.fold()).isPositive();

        // a minute may have begun since, or been folded in the middle of an hour: only what is over is compared
        assertThat(over(history.span(Span.WEEK)))
                .containsAnyElementsOf(over(week))
                .hasSizeGreaterThan(160);
        assertThat(sums(history.span(Span.ALL))).isEqualTo(plainSums(history.span(Span.ALL)));
        assertThat(over(history.span(Span.ALL))).isEqualTo(over(all));
    }

    private static List<Part> over(PastSpan past) {
        List<Part> parts = past.parts();
        return parts.subList(0, parts.size() - 2);
    }

    @Test
    void all_goes_by_days_and_then_by_weeks_as_it_grows() {
        execute("INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes)"
                + " SELECT 'DAY', date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - i * interval '1 day', 'web1', 'image',"
                + " 'flipped', '', 10, 100 FROM generate_series(100, 700) AS i");
        PastSpan days = history.span(Span.ALL);
        assertThat(days.step()).isEqualTo(Duration.ofDays(1));
        assertThat(days.parts()).hasSize(601).allMatch(part -> part.files() == 10);

        execute("UPDATE nfs2s3.history SET at = at - interval '3000 days'");
        PastSpan weeks = history.span(Span.ALL);
        assertThat(weeks.step()).isEqualTo(Duration.ofDays(7));
        assertThat(weeks.parts().size()).isBetween(86, 87);
        assertThat(sums(weeks)).isEqualTo("6010 60100 0");
    }

    @Test
    void levels_are_the_last_queued_and_the_highest_of_what_waits() {
        execute("""
                INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes, most)
                SELECT 'HOUR', date_trunc('hour', now()) - v.hours * interval '1 hour', '', v.kind, v.measure, v.label, v.amount, 0, v.most
                FROM (VALUES (3, 'image', 'files', 'QUEUED', 7, 90), (3, 'audio', 'files', 'QUEUED', 2, 20), (3, '', 'outbox', '', 1, 8),
                    (3, '', 'rests', '', 0, 1), (3, '', 'queue_waiting', 'uploads', 3, 6), (3, '', 'queue_waiting', 'backfill', 4, 5),
                    (2, '', 'outbox', '', 0, 0)) AS v (hours, kind, measure, label, amount, most)""");

        List<Part> parts = history.span(Span.WEEK).parts();

        assertThat(parts).hasSize(2);
        Part first = parts.get(0);
        assertThat(first.queued()).isEqualTo(9);
        assertThat(first.outbox()).isEqualTo(8);
        assertThat(first.uploads()).isEqualTo(6);
        assertThat(first.backfill()).isEqualTo(5);
        assertThat(first.rests()).isTrue();
        assertThat(first.sqsSilent()).isFalse();
        assertThat(first.copyMedianMillis()).isNull();
        assertThat(parts.get(1).queued()).isZero();
        assertThat(parts.get(1).uploads()).isNull();
        assertThat(parts.get(1).sqsSilent()).isTrue();
    }

    @Test
    void the_time_of_copies_is_that_of_all_hosts_and_kinds() {
        execute("""
                INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes, spread)
                VALUES ('MINUTE', date_trunc('minute', now()) - interval '3 min', 'web1', 'image', 'flipped', '', 97, 1, '{0,0,97}'),
                    ('MINUTE', date_trunc('minute', now()) - interval '3 min', 'web2', 'audio', 'flipped', '', 3, 1, '{0,0,0,0,0,0,0,3}')""");

        Part part = history.span(Span.HOUR).parts().get(0);

        assertThat(part.copyMedianMillis()).isBetween(2L, 4L);
        assertThat(part.copyP99Millis()).isBetween(64L, 128L);
        assertThat(part.queued()).as("nobody wrote it").isNull();
    }

    @Test
    void without_a_history_every_span_is_empty() {
        for (Span span : Span.values()) {
            assertThat(history.span(span).parts()).isEmpty();
        }
    }
}
