package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.HostileText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class ConditionsPropertyTest {
    private static final String ETAG = "\"abc\"";

    @Property
    void a_copy_is_good_until_the_second_of_the_change(
            @ForAll("times") Instant copied, @ForAll("times") Instant modified) {
        Conditions conditions = Conditions.of(null, httpDate(copied), null, null);

        assertThat(conditions.holdsGoodCopy(ETAG, modified))
                .isEqualTo(modified.getEpochSecond() <= copied.getEpochSecond());
    }

    @Property
    void a_range_is_of_the_file_that_the_client_began_with(
            @ForAll("times") Instant begun, @ForAll("times") Instant modified) {
        Conditions conditions = Conditions.of(null, null, "bytes=0-", httpDate(begun));

        assertThat(conditions.rangeOf(ETAG, modified).isPresent())
                .isEqualTo(modified.getEpochSecond() == begun.getEpochSecond());
    }

    @Property
    void an_etag_among_others_is_found(
            @ForAll("opaque") String tag, @ForAll("tags") List<String> before, @ForAll("tags") List<String> after) {
        String quoted = "\"" + tag + "\"";
        String header = String.join(", ", before) + (before.isEmpty() ? "" : ", ") + "W/" + quoted
                + (after.isEmpty() ? "" : ", ") + String.join(", ", after);

        assertThat(Conditions.of(header, null, null, null).holdsGoodCopy(quoted, null))
                .isTrue();
    }

    @Property
    void an_etag_that_is_not_there_is_not_found(@ForAll("tags") List<String> tags) {
        Conditions conditions = Conditions.of(String.join(", ", tags), null, null, null);

        assertThat(conditions.holdsGoodCopy("\"not among them\"", Instant.EPOCH))
                .isFalse();
    }

    @Property
    void whatever_the_headers_say_there_is_an_answer(
            @ForAll("headers") @Nullable String noneMatch,
            @ForAll("headers") @Nullable String modifiedSince,
            @ForAll("headers") @Nullable String range,
            @ForAll("headers") @Nullable String ifRange) {
        Conditions conditions = Conditions.of(noneMatch, modifiedSince, range, ifRange);

        if (conditions.rangeOf(ETAG, Instant.EPOCH).isPresent()) {
            assertThat(range).isNotNull();
        }
        if (conditions.holdsGoodCopy(ETAG, Instant.EPOCH)) {
            assertThat(noneMatch == null ? modifiedSince : noneMatch).isNotNull();
        }
    }

    /** As RFC 9110, 5.6.7, writes it. */
    private static String httpDate(Instant time) {
        var date = time.atOffset(ZoneOffset.UTC);
        return String.format(
                Locale.ROOT,
                "%s, %02d %s %04d %02d:%02d:%02d GMT",
                date.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH),
                date.getDayOfMonth(),
                date.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH),
                date.getYear(),
                date.getHour(),
                date.getMinute(),
                date.getSecond());
    }

    /** From 1970 to 2100, many of them within two seconds. */
    @Provide
    Arbitrary<Instant> times() {
        return Arbitraries.oneOf(
                        Arbitraries.longs().between(0, 4_102_444_799_999L),
                        Arbitraries.longs().between(0, 2_000))
                .map(Instant::ofEpochMilli);
    }

    @Provide
    Arbitrary<String> opaque() {
        return Arbitraries.strings().withCharRange('!', '~').excludeChars('"').ofMaxLength(10);
    }

    @Provide
    Arbitrary<List<String>> tags() {
        return opaque().map(tag -> "\"" + tag + "\"").list().ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> headers() {
        return Arbitraries.oneOf(
                        HostileText.any(),
                        HostileText.of("W/", "\"", ETAG, "*", ",", " ", "bytes=", "0-", "-5"),
                        HostileText.of(
                                "Thu, ", "01 Jan 1970", "31 Feb 2026", " 24:00:00", " 00:00:00", " GMT", "99999", "-1"))
                .injectNull(0.2);
    }
}
