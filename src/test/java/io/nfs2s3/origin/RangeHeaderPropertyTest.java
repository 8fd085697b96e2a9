package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.origin.RangeHeader.Slice;
import io.nfs2s3.testing.HostileText;
import java.math.BigInteger;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class RangeHeaderPropertyTest {
    /** Longer numbers stand for it. */
    private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

    @Property
    void whatever_is_asked_for_lies_within_the_file(
            @ForAll("headers") String header, @ForAll @LongRange(min = 0) long size) {
        RangeHeader.parse(header).flatMap(range -> range.of(size)).ifPresent(slice -> {
            assertThat(slice.first()).isBetween(0L, slice.last());
            assertThat(slice.last()).isLessThan(size);
            assertThat(slice.length()).isBetween(1L, size);
        });
    }

    @Property
    void the_store_is_asked_for_the_same_bytes(@ForAll("headers") String header) {
        RangeHeader.parse(header)
                .ifPresent(
                        range -> assertThat(RangeHeader.parse(range.header())).contains(range));
    }

    @Property
    void from_first_to_last_gives_what_rfc_9110_says(
            @ForAll("numbers") String first, @ForAll("numbers") String last, @ForAll @LongRange(min = 0) long size) {
        BigInteger from = new BigInteger(first).min(LONGEST);
        BigInteger to = new BigInteger(last).min(LONGEST);
        Optional<RangeHeader> range = RangeHeader.parse("bytes=" + first + "-" + last);

        assertThat(range.isPresent()).isEqualTo(from.compareTo(to) <= 0);
        range.ifPresent(asked ->
                assertThat(asked.of(size)).isEqualTo(slice(from, to.min(BigInteger.valueOf(size - 1)))));
    }

    @Property
    void from_first_on_gives_what_rfc_9110_says(
            @ForAll("numbers") String first, @ForAll @LongRange(min = 0) long size) {
        RangeHeader range = RangeHeader.parse("bytes=" + first + "-").orElseThrow();

        assertThat(range.of(size)).isEqualTo(slice(new BigInteger(first), BigInteger.valueOf(size - 1)));
    }

    @Property
    void the_last_bytes_are_what_rfc_9110_says(@ForAll("numbers") String count, @ForAll @LongRange(min = 0) long size) {
        RangeHeader range = RangeHeader.parse("bytes=-" + count).orElseThrow();
        BigInteger from =
                BigInteger.valueOf(size).subtract(new BigInteger(count)).max(BigInteger.ZERO);

        assertThat(range.of(size)).isEqualTo(slice(from, BigInteger.valueOf(size - 1)));
    }

    private static Optional<Slice> slice(BigInteger from, BigInteger to) {
        return from.compareTo(to) > 0
                ? Optional.empty()
                : Optional.of(new Slice(from.longValueExact(), to.longValueExact()));
    }

    /** Longer than any file, longer than a long, and with zeros in front. */
    @Provide
    Arbitrary<String> numbers() {
        return Arbitraries.oneOf(
                Arbitraries.longs().greaterOrEqual(0).map(String::valueOf),
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(25),
                Arbitraries.integers().between(0, 9).map(number -> "0".repeat(20) + number));
    }

    @Provide
    Arbitrary<String> headers() {
        Arbitrary<String> part = numbers().injectNull(0.2).map(number -> number == null ? "" : number);
        return Arbitraries.oneOf(
                HostileText.any(),
                HostileText.of("bytes", "=", "-", ",", "0", "5", " ", "9".repeat(19), "bytes=0-", "bytes=-"),
                Combinators.combine(part, part).as((first, last) -> "bytes=" + first + "-" + last));
    }
}
