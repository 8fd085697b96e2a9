package io.nfs2s3.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.progress.PastDays.Day;
import io.nfs2s3.testing.TestSite;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The history by the days of a time zone: what is folded already, and what is not. */
class HistoryDaysIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final History history = new History(site.jdbi());
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final LocalDate FOLDED = LocalDate.of(2026, 6, 1);
    private static final LocalDate SEPTEMBER = LocalDate.of(2026, 9, 2);

    private static void fill() {
        site.jdbi().useHandle(handle -> handle.execute("""
                        INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes) VALUES
                            ('DAY', '2026-05-01 00:00Z', '', 'image', 'files', 'QUEUED', 99, 0),
                            ('DAY', '2026-06-01 00:00Z', 'web1', 'image', 'flipped', '', 10, 100),
                            ('HOUR', '2026-09-01 23:00Z', 'web1', 'image', 'flipped', '', 5, 50),
                            ('HOUR', '2026-09-01 23:00Z', 'web2', 'image', 'flipped', '', 2, 20),
                            ('HOUR', '2026-09-02 21:00Z', 'web1', 'audio', 'flipped', '', 1, 10),
                            ('MINUTE', '2026-11-20 10:00Z', 'web1', 'image', 'failed', 'SOURCE_MISSING', 3, 0),
                            ('MINUTE', '2026-11-20 10:00Z', 'web1', 'image', 'failed', 'SOURCE_READ', 1, 0),
                            ('MINUTE', '2026-11-20 10:00Z', 'web1', '', 'up', '', 1, 0)
                        """));
    }

    private static PastDays days(String from, String to, ZoneId zone) {
        return history.days(Instant.parse(from), Instant.parse(to), zone);
    }

    @Test
    void hours_belong_to_the_day_of_the_zone_and_whole_days_to_that_of_their_date() {
        fill();
        PastDays berlin = days("1970-01-01T00:00:00Z", "2027-01-01T00:00:00Z", BERLIN);

        assertThat(berlin.days())
                .containsExactly(
                        new Day(FOLDED, "image", 10, 100, 0),
                        new Day(SEPTEMBER, "audio", 1, 10, 0),
                        new Day(SEPTEMBER, "image", 7, 70, 0),
                        new Day(LocalDate.of(2026, 11, 20), "image", 0, 0, 4));
        assertThat(berlin.files()).isEqualTo(18);
        assertThat(berlin.bytes()).isEqualTo(180);
        assertThat(berlin.began()).isEqualTo("2026-05-01T00:00:00Z");
        assertThat(berlin.wholeUntil()).isEqualTo(FOLDED);
        assertThat(berlin.firstFlip()).isEqualTo("2026-06-01T00:00:00Z");
        assertThat(berlin.lastFlip()).isEqualTo("2026-09-02T22:00:00Z");
        assertThat(days("1970-01-01T00:00:00Z", "2027-01-01T00:00:00Z", NEW_YORK)
                        .days())
                .contains(new Day(FOLDED, "image", 10, 100, 0), new Day(SEPTEMBER.minusDays(1), "image", 7, 70, 0));
    }

    @Test
    void a_day_of_a_zone_has_the_whole_day_of_its_date_and_no_other() {
        fill();

        assertThat(days("2026-05-31T22:00:00Z", "2026-06-01T22:00:00Z", BERLIN).files())
                .isEqualTo(10);
        assertThat(days("2026-06-01T22:00:00Z", "2026-06-02T22:00:00Z", BERLIN).files())
                .isZero();
        assertThat(days("2026-06-01T04:00:00Z", "2026-06-02T04:00:00Z", NEW_YORK)
                        .files())
                .isEqualTo(10);
        assertThat(days("2026-05-31T04:00:00Z", "2026-06-01T04:00:00Z", NEW_YORK)
                        .files())
                .isZero();
        assertThat(days("2026-09-01T22:00:00Z", "2026-09-02T21:00:00Z", BERLIN).files())
                .isEqualTo(7);
    }

    @Test
    void the_first_and_the_last_flip_lie_in_the_span() {
        fill();
        PastDays day = days("2026-06-01T04:00:00Z", "2026-06-02T04:00:00Z", NEW_YORK);
        PastDays evening = days("2026-06-02T02:00:00Z", "2026-06-02T03:00:00Z", NEW_YORK);
        PastDays half = days("2026-09-01T22:00:00Z", "2026-09-01T23:30:00Z", BERLIN);

        assertThat(day.firstFlip()).isEqualTo("2026-06-01T04:00:00Z");
        assertThat(day.lastFlip()).isEqualTo("2026-06-02T00:00:00Z");
        assertThat(evening.files()).isEqualTo(10);
        assertThat(evening.firstFlip())
                .as("the whole day of UTC was over")
                .isEqualTo("2026-06-02T02:00:00Z")
                .isEqualTo(evening.lastFlip());
        assertThat(half.firstFlip()).isEqualTo("2026-09-01T23:00:00Z");
        assertThat(half.lastFlip()).isEqualTo("2026-09-01T23:30:00Z");
    }

    @Test
    void a_whole_day_that_begins_after_the_span_is_not_in_it() {
        fill();

        assertThat(days("2026-05-31T22:00:00Z", "2026-05-31T23:00:00Z", BERLIN))
                .isEqualTo(new PastDays(Instant.parse("2026-05-01T00:00:00Z"), null, null, null, List.of()));
    }

    @Test
    void what_was_never_written_is_not_known() {
        assertThat(days("1970-01-01T00:00:00Z", "2027-01-01T00:00:00Z", BERLIN))
                .isEqualTo(new PastDays(null, null, null, null, List.of()));
    }
}
