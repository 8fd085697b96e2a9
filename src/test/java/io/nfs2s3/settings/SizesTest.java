package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizesTest {
    @Test
    void sizes_are_shown_in_the_largest_unit_that_is_exact() {
        assertThat(Sizes.show(0)).isEqualTo("0 B");
        assertThat(Sizes.show(1023)).isEqualTo("1023 B");
        assertThat(Sizes.show(1024)).isEqualTo("1 KiB");
        assertThat(Sizes.show(1025)).isEqualTo("1025 B");
        assertThat(Sizes.show(64L << 30)).isEqualTo("64 GiB");
        assertThat(Sizes.show(1L << 50)).isEqualTo("1024 TiB");
    }

    @Test
    void what_is_shown_can_be_read() {
        for (long bytes : new long[] {1, 1000, 5 << 20, 3L << 40}) {
            assertThat(Sizes.bytes(Sizes.show(bytes))).isEqualTo(bytes);
        }
    }
}
