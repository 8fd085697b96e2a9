package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {
    private static final String ETAG = "\"1f-2e\"";
    private static final Instant MODIFIED = Instant.parse("2020-02-29T12:34:56.789Z");
    private static final String SAME_SECOND = "Sat, 29 Feb 2020 12:34:56 GMT";
    private static final String SECOND_BEFORE = "Sat, 29 Feb 2020 12:34:55 GMT";

    private static boolean good(@Nullable String ifNoneMatch, @Nullable String ifModifiedSince) {
        return Conditions.of(ifNoneMatch, ifModifiedSince, null, null).holdsGoodCopy(ETAG, MODIFIED);
    }

    private static boolean ranged(@Nullable String ifRange) {
        return Conditions.of(null, null, "bytes=0-9", ifRange)
                .rangeOf(ETAG, MODIFIED)
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1f-2e\"", "W/\"1f-2e\"", "*", "\"a\", \"1f-2e\"", "\"a\",W/\"1f-2e\" ,\"b\""})
    void a_copy_with_the_same_etag_is_good(String ifNoneMatch) {
        assertThat(good(ifNoneMatch, null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1f\"", "1f-2e", "\"\"", "\"a\", \"b\""})
    void a_copy_with_another_etag_is_not(String ifNoneMatch) {
        assertThat(good(ifNoneMatch, null)).isFalse();
    }

    @Test
    void without_etags_the_date_decides() {
        assertThat(good(null, SAME_SECOND)).isTrue();
        assertThat(good(null, SECOND_BEFORE)).isFalse();
        assertThat(good(null, "yesterday")).isFalse();
        assertThat(good(null, null)).isFalse();
    }

    @Test
    void with_etags_the_date_does_not() {
        assertThat(good("\"other\"", SAME_SECOND)).isFalse();
        assertThat(good(ETAG, SECOND_BEFORE)).isTrue();
    }

    @Test
    void a_range_is_given_of_the_state_that_it_was_begun_with() {
        assertThat(ranged(null)).isTrue();
        assertThat(ranged(ETAG)).isTrue();
        assertThat(ranged(SAME_SECOND)).isTrue();
    }

    @Test
    void only_a_short_one_of_ascii_is_a_tag() {
        for (String one : List.of("", "!", "#~", "x".repeat(128))) {
            String tag = "\"" + one + "\"";
            assertThat(Conditions.of(tag, null, null, null).noneMatch()).containsExactly(tag);
            assertThat(Conditions.of(null, null, "bytes=0-9", tag).range()).isPresent();
        }
        for (String none : List.of("x".repeat(129), "x".repeat(9_000), "caf\u00e9", "a b", "a\u007f")) {
            String tag = "\"" + none + "\"";
            assertThat(Conditions.of(tag, null, null, null).noneMatch()).isEmpty();
            assertThat(Conditions.of(tag + ",\"a\"", null, null, null).noneMatch())
                    .containsExactly("\"a\"");
            assertThat(Conditions.of(null, null, "bytes=0-9", tag).range()).isEmpty();
        }
    }

    @Test
    void where_no_tag_is_one_the_date_does_not_decide_either() {
        assertThat(good("\"" + "x".repeat(9_000) + "\"", SAME_SECOND)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"other\"", "W/\"1f-2e\"", SECOND_BEFORE, "yesterday"})
    void and_of_no_other(String ifRange) {
        assertThat(ranged(ifRange)).isFalse();
    }

    @Test
    void a_date_is_written_as_it_is_read() {
        assertThat(HttpDates.format(MODIFIED)).isEqualTo(SAME_SECOND);
        assertThat(HttpDates.parse(SAME_SECOND)).contains(HttpDates.seconds(MODIFIED));
        assertThat(HttpDates.format(Instant.parse("2026-01-02T03:04:05Z"))).isEqualTo("Fri, 02 Jan 2026 03:04:05 GMT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                " Sun, 06 Nov 1994 08:49:37 GMT "
            })
    void dates_are_understood_in_all_forms_of_the_standard(String date) {
        assertThat(HttpDates.parse(date)).contains(Instant.parse("1994-11-06T08:49:37Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "yesterday", "\"1f-2e\"", "Sun, 40 Nov 1994 08:49:37 GMT", "-1", "99999999999999999999"})
    void what_is_no_date_is_ignored(String text) {
        assertThat(HttpDates.parse(text)).isEmpty();
    }
}
