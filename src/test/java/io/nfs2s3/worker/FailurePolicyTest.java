package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.Location;
import io.nfs2s3.worker.FailurePolicy.Action;
import io.nfs2s3.worker.RefusalJudge.Verdict;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table, row by row. */
class FailurePolicyTest {
    private static final Duration VANISHED = Duration.ofSeconds(90);
    private static final FailurePolicy POLICY = new FailurePolicy(VANISHED, 12);
    private static final String ROWS = """
            # failure           , a copy, others come through , others are refused too , something is down , a comparison, others come through , something is down
            SOURCE_MISSING      , retry for ever    , retry for ever , retry for ever , settle      , settle
            SOURCE_CHANGED      , retry to 12       , retry to 12    , retry to 12    , uncounted 0 , uncounted 0
            SOURCE_READ         , retry to 12       , retry to 12    , retry to 12    , uncounted 0 , uncounted 0
            SOURCE_NOT_A_FILE   , fail              , fail           , fail           , uncounted 0 , uncounted 0
            SOURCE_OUTSIDE_ROOT , fail              , fail           , fail           , uncounted 0 , uncounted 0
            SOURCE_FORBIDDEN    , fail              , fail           , fail           , uncounted 0 , uncounted 0
            SOURCE_REFUSES      , retry to 12       , suspend        , suspend        , uncounted 0 , suspend
            SOURCE_NAME         , fail              , fail           , fail           , uncounted 0 , uncounted 0
            SOURCE_SKIPPED      , fail              , fail           , fail           , uncounted 0 , uncounted 0
            SOURCE_DOWN         , retry to 12       , retry to 12    , suspend        , uncounted 0 , suspend
            TOO_LARGE           , fail              , fail           , fail           , uncounted 0 , uncounted 0
            KEY_TOO_LONG        , fail              , fail           , fail           , uncounted 0 , uncounted 0
            CHECKSUM_MISMATCH   , retry to 12       , suspend        , suspend        , uncounted 0 , suspend
            NOT_PROVED          , fail              , fail           , fail           , uncounted 0 , uncounted 0
            ALREADY_THERE       , fail              , fail           , fail           , uncounted 0 , uncounted 0
            STORE_BUSY          , retry to 12       , suspend        , suspend        , uncounted 0 , suspend
            STORE_SLOW          , uncounted 3       , uncounted 3    , suspend        , uncounted 0 , suspend
            STORE_REFUSED       , fail              , fail           , fail           , uncounted 0 , uncounted 0
            STORE_DOWN          , retry to 12       , suspend        , suspend        , uncounted 0 , suspend
            STORE_REFUSES       , retry to 12       , suspend        , suspend        , uncounted 0 , suspend
            STORE_REFUSES_PARTS , retry to 12       , suspend        , suspend        , uncounted 0 , suspend
            SITE_SUSPENDED      , suspend           , suspend        , suspend        , suspend     , suspend
            DATABASE_DOWN       , suspend           , suspend        , suspend        , suspend     , suspend
            QUEUE_DOWN          , retry to 12       , retry to 12    , suspend        , uncounted 0 , suspend
            SITE_UPDATE         , retry to 12       , retry to 12    , retry to 12    , uncounted 0 , uncounted 0
            INTERNAL            , retry to 12       , retry to 12    , retry to 12    , uncounted 0 , uncounted 0
            """;

    private static String name(Action action) {
        if (action instanceof Action.Retry retry) {
            return retry.lastAttempt() == Integer.MAX_VALUE ? "retry for ever" : "retry to " + retry.lastAttempt();
        }
        if (action instanceof Action.RetryUncounted retry) {
            return "uncounted " + retry.attempt();
        }
        return action.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static Action ofCopy(FailureCode code, boolean outage, Verdict verdict) {
        return POLICY.ofCopy(code, () -> outage, () -> verdict, VANISHED);
    }

    private static Action ofComparison(FailureCode code, boolean outage) {
        return POLICY.ofComparison(code, Location.S3, () -> outage, () -> Verdict.THIS_FILE);
    }

    @ParameterizedTest
    @CsvSource(textBlock = ROWS)
    void each_failure_has_its_row(
            FailureCode code, String own, String all, String down, String comparedUp, String comparedDown) {
        assertThat(name(ofCopy(code, false, Verdict.THIS_FILE))).isEqualTo(own);
        assertThat(name(ofCopy(code, false, Verdict.ALL_FILES))).isEqualTo(all);
        assertThat(name(ofCopy(code, true, Verdict.THIS_FILE))).isEqualTo(down);
        assertThat(name(ofComparison(code, false))).isEqualTo(comparedUp);
        assertThat(name(ofComparison(code, true))).isEqualTo(comparedDown);
    }

    @Test
    void the_original_of_a_file_that_was_rolled_back_may_come_late_with_a_new_upload() {
        Action missing =
                POLICY.ofComparison(FailureCode.SOURCE_MISSING, Location.NFS, () -> false, () -> Verdict.THIS_FILE);

        assertThat(name(missing)).isEqualTo("uncounted 0");
    }

    @Test
    void a_refusal_that_is_not_decided_counts_no_attempt() {
        assertThat(name(ofCopy(FailureCode.STORE_REFUSES, false, Verdict.UNDECIDED)))
                .isEqualTo("uncounted 1");
        assertThat(name(ofCopy(FailureCode.STORE_REFUSES_PARTS, false, Verdict.LARGE_FILES)))
                .isEqualTo("uncounted 6");
        assertThat(name(ofCopy(FailureCode.STORE_REFUSES, false, Verdict.KIND))).isEqualTo("uncounted 6");
    }

    @Test
    void no_failure_is_without_a_row() {
        Set<String> rows = new TreeSet<>();
        ROWS.lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> rows.add(line.substring(0, line.indexOf(' '))));

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(FailureCode.values()).map(Enum::name).toList());
    }

    @ParameterizedTest
    @EnumSource
    void only_a_missing_file_is_judged_by_how_long_it_has_been_queued(FailureCode code) {
        Action late = POLICY.ofCopy(code, () -> false, () -> Verdict.THIS_FILE, VANISHED.plusMillis(1));

        assertThat(late)
                .isEqualTo(
                        code == FailureCode.SOURCE_MISSING
                                ? new Action.Fail()
                                : POLICY.ofCopy(code, () -> false, () -> Verdict.THIS_FILE, Duration.ZERO));
    }

    @ParameterizedTest
    @EnumSource
    void a_check_is_asked_only_for_what_looks_like_an_outage(FailureCode code) {
        AtomicInteger asked = new AtomicInteger();
        POLICY.ofCopy(code, () -> asked.incrementAndGet() > 0, () -> Verdict.THIS_FILE, Duration.ZERO);
        POLICY.ofComparison(code, Location.S3, () -> asked.incrementAndGet() > 0, () -> Verdict.THIS_FILE);

        assertThat(asked)
                .hasValue(
                        EnumSet.of(
                                                FailureCode.SOURCE_DOWN,
                                                FailureCode.SOURCE_REFUSES,
                                                FailureCode.STORE_DOWN,
                                                FailureCode.STORE_SLOW,
                                                FailureCode.STORE_BUSY,
                                                FailureCode.STORE_REFUSES,
                                                FailureCode.STORE_REFUSES_PARTS,
                                                FailureCode.CHECKSUM_MISMATCH,
                                                FailureCode.QUEUE_DOWN)
                                        .contains(code)
                                ? 2
                                : 0);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "11, false", "12, true", "13, true"})
    void the_last_attempt_gives_up(int attempts, boolean givesUp) {
        assertThat(new Action.Retry(12).givesUp(attempts)).isEqualTo(givesUp);
        assertThat(new Action.Retry(Integer.MAX_VALUE).givesUp(attempts)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 800, 1200",
        "1, 1600, 2400",
        "2, 3200, 4800",
        "3, 6400, 9600",
        "9, 409600, 614400",
        "10, 819200, 900000",
        "11, 900000, 900000",
        "20, 900000, 900000",
        "40, 900000, 900000"
    })
    void a_file_waits_twice_as_long_after_each_attempt_and_a_quarter_of_an_hour_at_most(
            int attempts, long least, long most) {
        for (int i = 0; i < 100; i++) {
            assertThat(FailurePolicy.delay(attempts).toMillis()).isBetween(least, most);
        }
    }
}
