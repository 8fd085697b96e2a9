package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Its memory is bounded whatever the names of files are. */
class LocationCacheTest {
    private static final int SIZE = 100;
    private final LocationCache cache = new LocationCache(
            new CacheSettings(Duration.ofMinutes(5), Duration.ofSeconds(15), Duration.ofHours(12), SIZE),
            new ResolverCounters(),
            new ManualTicker());

    private void put(String path) {
        cache.put(path, new CachedLocation.OnS3(path, 1));
    }

    @Test
    void as_many_of_ordinary_names_are_remembered_as_the_setting_says() {
        IntStream.range(0, SIZE).forEach(i -> put("images/" + "x".repeat(80) + i + ".jpg"));

        assertThat(IntStream.range(0, SIZE).filter(i -> cache.look("images/" + "x".repeat(80) + i + ".jpg") != null))
                .hasSize(SIZE);
    }

    @ParameterizedTest
    @CsvSource({"x, 1000, 12", "字, 330, 7"})
    void of_long_names_there_are_fewer(String letter, int length, int most) {
        IntStream.range(0, SIZE).forEach(i -> put("images/" + letter.repeat(length) + i + ".jpg"));

        await().untilAsserted(() -> assertThat(cache.size()).isBetween(1L, (long) most));
    }
}
