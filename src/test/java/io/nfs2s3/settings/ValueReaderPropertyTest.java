package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.ConfigFactory;
import io.nfs2s3.media.Printable;
import io.nfs2s3.media.SettingRange;
import io.nfs2s3.testing.HostileText;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ValueReaderPropertyTest {
    @Property
    void a_duration_is_what_was_written(@ForAll @IntRange(max = 20_000) int amount, @ForAll("times") Unit unit) {
        Duration written = Duration.ofMillis(unit.factor() * amount);

        assertThat(values(amount + unit.name()).duration(ValueReader.span("key", "0 s", "100000 d")))
                .isEqualTo(written);
    }

    @Property
    void a_size_is_what_was_written(@ForAll @IntRange(min = 0) int amount, @ForAll("sizes") Unit unit) {
        assertThat(values(amount + unit.name()).bytes("key", "0 B", "8000000 TiB"))
                .isEqualTo(unit.factor() * amount);
    }

    @Property
    void a_size_that_is_shown_can_be_read(@ForAll @LongRange(min = 0) long bytes) {
        assertThat(Sizes.bytes(Sizes.show(bytes))).isEqualTo(bytes);
    }

    @Property
    void a_number_without_a_unit_is_neither_a_duration_nor_a_size(@ForAll("numbers") String number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values(number).duration(ValueReader.span("key", "0 s", "1 d")))
                .withMessageContaining("must be a duration with its unit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values(number).bytes("key", "0 B", "1 TiB"))
                .withMessageContaining("must be a size with its unit");
    }

    @Property
    void any_text_is_taken_within_the_range_or_refused_with_the_key_and_the_value(@ForAll("texts") String text) {
        checked(
                text,
                values -> assertThat(values.duration(ValueReader.span("key", "1 s", "1 h")))
                        .isBetween(Duration.ofSeconds(1), Duration.ofHours(1)));
        checked(
                text,
                values -> assertThat(values.bytes("key", "1 KiB", "1 GiB")).isBetween(1L << 10, 1L << 30));
        checked(
                text,
                values -> assertThat(values.integer(new SettingRange<>("key", 1, 100)))
                        .isBetween(1, 100));
        checked(
                text,
                values -> assertThat(values.decimal(new SettingRange<>("key", 0.0, 1.0)))
                        .isBetween(0.0, 1.0));
        checked(text, values -> assertThat(values.flag("key")).isIn(true, false));
        checked(text, values -> assertThat(values.uri("key")).matches(uri -> uri.isPresent() || text.isEmpty()));
        checked(text, values -> assertThat(values.path("key")).matches(path -> path.isPresent() || text.isEmpty()));
    }

    private static void checked(String text, Consumer<ValueReader> read) {
        try {
            read.accept(values(text));
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("key").hasMessageContaining(Printable.line(text));
        }
    }

    private static ValueReader values(String text) {
        return new ValueReader(ConfigFactory.parseMap(Map.of("key", text)));
    }

    /** As it is written, and how many milliseconds or bytes it has. */
    record Unit(String name, long factor) {}

    @Provide
    Arbitrary<Unit> times() {
        return Arbitraries.of(
                new Unit("ms", 1),
                new Unit(" ms", 1),
                new Unit(" s", 1_000),
                new Unit("m", 60_000),
                new Unit(" h", 3_600_000),
                new Unit(" d", 86_400_000));
    }

    @Provide
    Arbitrary<Unit> sizes() {
        return Arbitraries.of(
                new Unit("B", 1),
                new Unit(" KiB", 1 << 10),
                new Unit(" MiB", 1 << 20),
                new Unit("GiB", 1 << 30),
                new Unit(" kB", 1_000));
    }

    @Provide
    Arbitrary<String> numbers() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.doubles().map(String::valueOf),
                Arbitraries.integers().between(0, 99).map(number -> "+" + number),
                Arbitraries.integers().between(0, 99).map(number -> number + "e2"),
                Arbitraries.integers().between(0, 99).map(number -> " " + number + " "));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                HostileText.any(),
                HostileText.of(
                        "1",
                        "0",
                        "-",
                        "+",
                        ".",
                        "e",
                        "9".repeat(30),
                        " ",
                        "s",
                        "ms",
                        "KiB",
                        "TiB",
                        "YB",
                        "true",
                        "http://",
                        "h",
                        ":",
                        "/"),
                Arbitraries.of(
                        "",
                        "1e400 s",
                        "1e999999999 B",
                        "NaN",
                        "Infinity",
                        "Infinity s",
                        "NaN s",
                        "-0",
                        "0x10",
                        "1_000 s",
                        "1 s s"));
    }
}
