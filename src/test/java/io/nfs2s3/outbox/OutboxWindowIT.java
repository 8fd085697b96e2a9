package io.nfs2s3.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.outbox.DrainResult.Outcome;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drains and listings of a part of the outbox: entry {@code n} was written at minute {@code n}. */
class OutboxWindowIT {
    private static final Instant START = Instant.parse("2026-02-28T23:00:00Z");

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static Instant minute(int n) {
        return START.plus(Duration.ofMinutes(n));
    }

    private static Application waiting(SqsProxy sqs, int count) {
        Application application = site.application("sqs.endpoint = \"" + sqs.endpoint() + "\"");
        append(application, IntStream.range(0, count).mapToObj(i -> "images/" + i + ".jpg"));
        return application;
    }

    private static void append(Application application, Stream<String> paths) {
        application
                .outbox()
                .append(paths.map(path -> new FileVersion(MediaPath.of(path), 1))
                        .toList());
        site.jdbi()
                .useHandle(handle -> handle.createUpdate(
                                "UPDATE nfs2s3.outbox SET created_at = CAST(:start AS timestamptz) + make_interval(mins => id::integer - 1)")
                        .bind("start", START)
                        .execute());
    }

    private static List<Integer> numbers(Stream<String> bodies) {
        return bodies.map(body ->
                        Queues.decode(body).files().get(0).path().fileName().replace(".jpg", ""))
                .map(Integer::valueOf)
                .toList();
    }

    private static List<Integer> left(Application application) {
        return numbers(application.outbox().list(1_000).stream().map(OutboxEntry::message));
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void a_window_is_sent_in_order_and_the_rest_stays_where_it_is() {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            Application application = waiting(sqs, 60);

            DrainResult result =
                    application.drainer().drain(new TimeRange(minute(12), minute(47)), Long.MAX_VALUE, sent -> true);

            assertThat(result).isEqualTo(new DrainResult(35, Outcome.EMPTIED, ""));
            assertThat(numbers(sqs.log().accepted().stream())).isEqualTo(range(12, 47));
            assertThat(left(application))
                    .containsExactlyElementsOf(Stream.concat(range(0, 12).stream(), range(47, 60).stream())
                            .toList());
        }
    }

    @Test
    void a_window_may_be_open_at_either_end() {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            Application application = waiting(sqs, 30);
            OutboxDrainer drainer = application.drainer();

            assertThat(drainer.drain(new TimeRange(minute(25), null), 100, sent -> true)
                            .sent())
                    .isEqualTo(5);
            assertThat(drainer.drain(new TimeRange(null, minute(5)), 3, sent -> true))
                    .isEqualTo(new DrainResult(3, Outcome.STOPPED, ""));
            assertThat(drainer.drain(new TimeRange(minute(1_000), null), 100, sent -> true))
                    .isEqualTo(new DrainResult(0, Outcome.EMPTIED, ""));

            assertThat(left(application)).isEqualTo(range(3, 25));
        }
    }

    /** Ids are given out before a commit, so time and id do not always agree; the order is that of the ids. */
    @Test
    void entries_of_a_window_need_not_stand_side_by_side() {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            Application application = waiting(sqs, 20);
            site.jdbi()
                    .useHandle(handle -> handle.createUpdate(
                                    "UPDATE nfs2s3.outbox SET created_at = :late WHERE id % 3 = 0")
                            .bind("late", minute(500))
                            .execute());

            application.drainer().drain(new TimeRange(minute(400), null), 100, sent -> true);

            assertThat(numbers(sqs.log().accepted().stream())).containsExactly(2, 5, 8, 11, 14, 17);
        }
    }

    @Test
    void inside_a_window_only_the_prefix_that_sqs_took_leaves_the_outbox() {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            sqs.refuse(body -> body.contains("/17.jpg"), false);
            Application application = waiting(sqs, 30);

            DrainResult result =
                    application.drainer().drain(new TimeRange(minute(5), minute(25)), Long.MAX_VALUE, sent -> true);

            assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(result.sent()).isEqualTo(12);
            assertThat(left(application))
                    .containsExactlyElementsOf(Stream.concat(range(0, 5).stream(), range(17, 30).stream())
                            .toList());
        }
    }

    @Test
    void a_window_waits_for_the_drainer_that_is_at_work() {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            Application application = waiting(sqs, 3);
            Leases.give(site, "elsewhere/1/1", 0, 30);

            assertThat(application
                            .drainer()
                            .drain(new TimeRange(START, null), 10, sent -> true)
                            .outcome())
                    .isEqualTo(Outcome.BUSY);
            assertThat(left(application)).hasSize(3);
            Leases.takeAway(site);
        }
    }

    @Test
    void windows_and_whole_drains_at_once_send_every_message_once() {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            Application application = waiting(sqs, 100);
            Together.run(4, thread -> () -> {
                while (application.outbox().status().depth() > 0) {
                    TimeRange window = thread % 2 == 0
                            ? TimeRange.ALL
                            : new TimeRange(minute(20 * thread), minute(20 * thread + 40));
                    application.drainer().drain(window, 15, sent -> true);
                }
                return null;
            });
            assertThat(numbers(sqs.log().accepted().stream())).containsExactlyInAnyOrderElementsOf(range(0, 100));
        }
    }

    @Test
    void a_preview_tells_number_first_and_last() {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            Application application = waiting(sqs, 30);
            setAside("id IN (1, 15)");
            TimeRange window = new TimeRange(minute(10), minute(20));

            OutboxPreview preview = application.outbox().preview(window, Long.MAX_VALUE, false);
            assertThat(preview.count()).isEqualTo(9);
            assertThat(preview.first().orElseThrow().createdAt()).isEqualTo(minute(10));
            assertThat(preview.last().orElseThrow().createdAt()).isEqualTo(minute(19));

            assertThat(application
                            .outbox()
                            .preview(window, Long.MAX_VALUE, true)
                            .count())
                    .isEqualTo(10);
            assertThat(application
                            .outbox()
                            .preview(window, 2, false)
                            .last()
                            .orElseThrow()
                            .id())
                    .isEqualTo(12);
            assertThat(application.outbox().preview(new TimeRange(minute(99), null), 5, true))
                    .isEqualTo(new OutboxPreview(0, Optional.empty(), Optional.empty()));

            assertThat(application.outbox().takeBack(window)).isEqualTo(1);
            assertThat(application.outbox().status().setAside()).isEqualTo(1);
        }
    }

    private static void setAside(String condition) {
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE nfs2s3.outbox SET set_aside_at = now(), last_error = 'e' WHERE " + condition));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "images/a",
                "images/\u65E5\u672C",
                "images/\uD83D\uDE00",
                "images/\"q\\",
                "images/line\n",
                "images/%_"
            })
    void a_listing_is_narrowed_by_path_whatever_the_letters(String prefix) {
        Application application = site.application();
        append(application, Stream.of(prefix, prefix + "/1.jpg", "x" + prefix, "images/b", "images/" + prefix));

        assertThat(application.outbox().list(new OutboxFilter(TimeRange.ALL, prefix, false, false), 100))
                .extracting(entry -> entry.files().get(0).path().value())
                .containsExactly(prefix, prefix + "/1.jpg");
    }

    @Test
    void a_file_name_that_looks_like_json_is_not_taken_for_a_path() {
        Application application = site.application();
        append(application, Stream.of("a\"path\":\"images/b", "images/c"));

        assertThat(application.outbox().list(new OutboxFilter(TimeRange.ALL, "images/b", false, false), 100))
                .isEmpty();
    }

    @Test
    void a_listing_is_narrowed_by_time_and_errors_together() {
        Application application = site.application();
        append(application, IntStream.range(0, 20).mapToObj(i -> "images/" + i + ".jpg"));
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE nfs2s3.outbox SET attempts = 1, last_error = 'refused' WHERE id % 2 = 0"));
        setAside("id = 8");
        TimeRange window = new TimeRange(minute(5), minute(12));

        assertThat(application.outbox().list(new OutboxFilter(window, "", true, false), 100))
                .extracting(OutboxEntry::id)
                .containsExactly(6L, 10L, 12L);
        assertThat(application.outbox().list(new OutboxFilter(window, "images/1", true, false), 100))
                .extracting(OutboxEntry::id)
                .containsExactly(12L);
        assertThat(application.outbox().list(new OutboxFilter(window, "", false, true), 100))
                .extracting(OutboxEntry::id)
                .containsExactly(8L);
    }

    @Test
    void a_window_ends_after_it_begins() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TimeRange(START, START));
        assertThatIllegalArgumentException().isThrownBy(() -> new TimeRange(minute(1), START));
    }
}
