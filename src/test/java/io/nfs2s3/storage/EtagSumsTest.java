package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EtagSumsTest {
    private static final int MIB = 1024 * 1024;

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** What S3 makes of an upload in parts. */
    private static String inParts(byte[] bytes, int part) {
        List<Md5> parts = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += part) {
            parts.add(Md5.of(ByteBuffer.wrap(bytes, from, Math.min(part, bytes.length - from))));
        }
        return Md5.etagOfParts(parts);
    }

    private static Set<String> etags(String etag, byte[] bytes) {
        EtagSums sums = new EtagSums(etag, bytes.length, false);
        for (int from = 0; from < bytes.length; from += 100_003) {
            sums.update(ByteBuffer.wrap(bytes, from, Math.min(100_003, bytes.length - from)));
        }
        return sums.etags();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_003, 3_000_000})
    void the_etag_of_an_object_in_one_piece_is_the_md5_of_its_bytes(int size) {
        byte[] bytes = random(size);
        String etag = Md5.of(ByteBuffer.wrap(bytes)).etag();

        assertThat(etags(etag, bytes)).containsExactly(etag);
    }

    @ParameterizedTest
    @CsvSource({
        "20971520, 8388608, aws s3",
        "20971520, 5242880, rclone, an even number of parts",
        "20971521, 5242880, one byte in the last part",
        "16000000, 15728640, s3cmd",
        "7000000, 8388608, one part of a larger size",
        "10000001, 5000001, cut in two to the byte",
        "29360128, 14680064, cut evenly in full MiB",
    })
    void the_size_of_the_parts_is_found_out_by_their_number(int size, int part, String who) {
        byte[] bytes = random(size);
        String etag = inParts(bytes, part);

        assertThat(etags(etag, bytes)).as(who).contains(etag);
        bytes[size - 1] ^= 1;
        assertThat(etags(etag, bytes)).as(who).doesNotContain(etag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "etag", "0123456789abcdef0123456789abcdef-0", "0123456789abcdef0123456789abcdef-99999"})
    void what_can_be_no_md5_of_these_bytes_is_not_summed_up(String etag) {
        assertThat(EtagSums.mayProve(etag, 20 * MIB)).isFalse();
        assertThat(etags(etag, random(MIB))).isEmpty();
    }

    @Test
    void an_md5_is_given_in_any_case_where_it_is_wanted() {
        byte[] bytes = random(MIB);
        EtagSums sums = new EtagSums(null, bytes.length, true);
        sums.update(ByteBuffer.wrap(bytes));

        assertThat(sums.etags()).containsExactly(Md5.of(ByteBuffer.wrap(bytes)).etag());
    }
}
