package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.origin.RangeHeader.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeHeaderTest {
    private static final long SIZE = 100;

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=0-99, 0, 99",
        "bytes=0-, 0, 99",
        "bytes=99-, 99, 99",
        "bytes=10-19, 10, 19",
        "bytes=90-1000, 90, 99",
        "bytes=0-99999999999999999999999, 0, 99",
        "bytes=-1, 99, 99",
        "bytes=-100, 0, 99",
        "bytes=-1000, 0, 99",
        "bytes=-99999999999999999999999, 0, 99",
        "bytes=000000000000000000007-9, 7, 9",
        "bytes=-000000000000000000001, 99, 99",
        "Bytes= 5-6 , 5, 6"
    })
    void one_range_gives_the_bytes_that_are_there(String header, long first, long last) {
        assertThat(RangeHeader.parse(header).orElseThrow().of(SIZE)).contains(new Slice(first, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999-"})
    void a_range_behind_the_end_gives_nothing(String header) {
        assertThat(RangeHeader.parse(header).orElseThrow().of(SIZE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes=",
                "bytes=-",
                "bytes=5-4",
                "bytes=a-b",
                "lines=0-1",
                "bytes=0-1,5-6",
                "bytes=0-1x",
                "0-1"
            })
    void what_is_no_single_range_is_ignored(String header) {
        assertThat(RangeHeader.parse(header)).isEmpty();
    }

    @Test
    void nothing_of_an_empty_file_can_be_had() {
        assertThat(RangeHeader.parse("bytes=0-").orElseThrow().of(0)).isEmpty();
        assertThat(RangeHeader.parse("bytes=-5").orElseThrow().of(0)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-9", "bytes=7-", "bytes=-7", "bytes=-9223372036854775807"})
    void the_store_is_asked_for_the_same(String header) {
        assertThat(RangeHeader.parse(header).orElseThrow().header()).isEqualTo(header);
    }
}
