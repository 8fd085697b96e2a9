package io.nfs2s3.upload.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.HostileText;
import io.nfs2s3.testing.MediaPaths;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SpoolRecordPropertyTest {
    @Property
    void what_was_written_is_read(@ForAll("records") SpoolRecord record) {
        assertThat(SpoolRecord.parse(record.line())).contains(record);
    }

    @Property
    void a_record_is_one_line_of_ascii_within_the_limit(@ForAll("records") SpoolRecord record) {
        assertThat(record.line()).matches("[ -\\x7F]+").hasSizeLessThan(SpoolRecord.MAX_BYTES);
    }

    @Property
    void a_line_with_a_wrong_byte_is_no_record(
            @ForAll("records") SpoolRecord record,
            @ForAll @IntRange(min = 0) int at,
            @ForAll @IntRange(min = 1, max = 255) int change) {
        StringBuilder line = new StringBuilder(record.line());
        int index = at % line.length();
        line.setCharAt(index, (char) (line.charAt(index) ^ change));

        assertThat(SpoolRecord.parse(line.toString())).isEmpty();
    }

    @Property
    void a_torn_line_is_no_record(@ForAll("records") SpoolRecord record, @ForAll @IntRange(min = 0) int at) {
        String line = record.line();

        assertThat(SpoolRecord.parse(line.substring(0, at % line.length()))).isEmpty();
    }

    @Property
    void any_line_is_a_record_or_none(@ForAll("lines") String line) {
        Optional<SpoolRecord> record = SpoolRecord.parse(line);

        assertThat(record.map(SpoolRecord::line).flatMap(SpoolRecord::parse)).isEqualTo(record);
    }

    @Provide
    Arbitrary<SpoolRecord> records() {
        return Combinators.combine(
                        MediaPaths.any(),
                        Arbitraries.longs(),
                        Arbitraries.integers().between(0, 999_999_999))
                .as((path, second, nano) ->
                        new SpoolRecord(path, Instant.ofEpochSecond(second % Instant.MAX.getEpochSecond(), nano)));
    }

    /** Lines whose checksum is right, whatever follows it, and others. */
    @Provide
    Arbitrary<String> lines() {
        Arbitrary<String> json = HostileText.of(
                "{",
                "}",
                "[",
                "]",
                ":",
                ",",
                "\"path\":\"a\"",
                "\"path\":1",
                "\"path\":\"../a\"",
                "\"time\":\"\"",
                "\"time\":\"2026-11-25T00:00:00Z\"",
                "\"time\":\"+1000000001-01-01T00:00:00Z\"",
                "null",
                "[".repeat(1_001));
        return Arbitraries.oneOf(HostileText.any(), json, json.map(SpoolRecordPropertyTest::withChecksum));
    }

    private static String withChecksum(String json) {
        CRC32C crc = new CRC32C();
        crc.update(json.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().toHexDigits((int) crc.getValue()) + " " + json;
    }
}
