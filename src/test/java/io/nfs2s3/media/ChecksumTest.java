package io.nfs2s3.media;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    /** The check value of CRC-32C, 0xE3069283, in base64. */
    private static final Checksum CHECK = new Checksum("CRC32C", "4waSgw==");

    @Test
    void agrees_with_the_published_check_value() {
        assertThat(Checksum.crc32c(ByteBuffer.wrap("123456789".getBytes(US_ASCII))))
                .isEqualTo(CHECK);
    }

    @Test
    void no_bytes_have_a_checksum_too() {
        assertThat(Checksum.crc32c(ByteBuffer.allocate(0)).value()).isEqualTo("AAAAAA==");
    }

    @Test
    void covers_the_remaining_bytes_and_leaves_the_buffer_alone() {
        ByteBuffer buffer =
                ByteBuffer.wrap("xx123456789yy".getBytes(US_ASCII)).position(2).limit(11);

        assertThat(Checksum.crc32c(buffer)).isEqualTo(CHECK);
        assertThat(buffer.position()).isEqualTo(2);
        assertThat(buffer.limit()).isEqualTo(11);
        assertThat(Checksum.crc32c(buffer)).isEqualTo(CHECK);
    }

    @Test
    void can_be_had_piece_by_piece() {
        CRC32C crc = new CRC32C();
        crc.update("1234".getBytes(US_ASCII));
        crc.update("56789".getBytes(US_ASCII));

        assertThat(Checksum.of(crc)).isEqualTo(CHECK).hasToString("CRC32C:4waSgw==");
    }
}
