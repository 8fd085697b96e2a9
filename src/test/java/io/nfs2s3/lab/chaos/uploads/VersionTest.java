package io.nfs2s3.lab.chaos.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VersionTest {
    private static final Version VERSION = new Version("images/a/1.jpg", 12);

    @Test
    void a_version_is_told_from_its_bytes() {
        assertThat(Version.of(VERSION.path(), VERSION.bytes())).contains(VERSION);
    }

    @Test
    void the_bytes_of_another_file_or_half_of_them_are_no_version() {
        byte[] bytes = VERSION.bytes();
        byte[] altered = bytes.clone();
        altered[bytes.length - 1]++;

        assertThat(Version.of("images/a/2.jpg", bytes)).isEmpty();
        assertThat(Version.of(VERSION.path(), Arrays.copyOf(bytes, bytes.length - 1)))
                .isEmpty();
        assertThat(Version.of(VERSION.path(), altered)).isEmpty();
        assertThat(Version.of(VERSION.path(), new byte[0])).isEmpty();
    }
}
