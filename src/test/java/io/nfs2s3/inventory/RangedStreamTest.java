package io.nfs2s3.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.storage.RangeReader.Range;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class RangedStreamTest {
    private final List<String> asked = new ArrayList<>();

    private RangedStream stream(byte[] bytes, int most) {
        return new RangedStream((from, ignored, etag) -> {
            asked.add(from + " " + etag);
            return new Range(
                    ByteBuffer.wrap(bytes, (int) from, (int) Math.min(most, bytes.length - from)), bytes.length, "e");
        });
    }

    @Test
    void ranges_follow_one_another_and_are_of_one_object() throws IOException {
        assertThat(stream("abcdefghij".getBytes(StandardCharsets.UTF_8), 4).readAllBytes())
                .asString()
                .isEqualTo("abcdefghij");
        assertThat(asked).containsExactly("0 null", "4 e", "8 e");
        assertThat(stream(new byte[0], 4).read()).isEqualTo(-1);
    }

    @Test
    void a_file_of_several_gzip_members_is_read_to_its_end_wherever_the_ranges_meet() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (String member : List.of("one,", "two,", "three")) {
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(member.getBytes(StandardCharsets.UTF_8));
            }
        }
        for (int most = 1; most <= packed.size(); most++) {
            try (GZIPInputStream in = new GZIPInputStream(stream(packed.toByteArray(), most))) {
                assertThat(in.readAllBytes())
                        .as("ranges of %d", most)
                        .asString()
                        .isEqualTo("one,two,three");
            }
        }
    }
}
