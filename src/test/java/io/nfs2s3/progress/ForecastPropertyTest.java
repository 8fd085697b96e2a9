package io.nfs2s3.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.progress.Forecast.Left;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class ForecastPropertyTest {
    private static final Instant BEGAN = Instant.parse("2026-03-02T00:00:00Z");

    /** In minutes with 0 files it stands still; those with 7 are missing. */
    private static List<Minute> minutes(List<Integer> files) {
        List<Minute> minutes = new ArrayList<>();
        for (int number = 0; number < files.size(); number++) {
            int many = files.get(number);
            if (many != 7) {
                minutes.add(new Minute(BEGAN.plusSeconds(60L * number), many, 1_000L * many, 10L));
            }
        }
        return minutes;
    }

    private static Eta eta(List<Integer> files, long left) {
        return Forecast.of(
                minutes(files), new Left(left, 1_000.0 * left), BEGAN.plusSeconds(60L * files.size()), moment -> true);
    }

    @Property(tries = 200)
    void a_range_has_its_ends_in_order_or_a_reason(
            @ForAll @Size(max = 300) List<@IntRange(max = 9) Integer> files, @ForAll @LongRange(min = 0) long left) {
        Eta eta = eta(files, left);

        Long low = eta.lowSeconds();
        Long high = eta.highSeconds();
        if (low == null || high == null) {
            assertThat(eta.reason()).isEqualTo(Eta.YOUNG);
        } else {
            assertThat(eta.reason()).isNull();
            assertThat(low).isBetween(left == 0 ? 0L : 1L, high);
        }
    }

    @Property(tries = 200)
    void more_files_do_not_take_less_time(
            @ForAll @Size(min = 30, max = 300) List<@IntRange(min = 1, max = 9) Integer> files,
            @ForAll @LongRange(min = 1, max = 1_000_000) long left) {
        Eta few = eta(files, left);
        Eta many = eta(files, 2 * left);

        if (few.reason() == null && many.reason() == null) {
            assertThat(many.lowSeconds()).isGreaterThanOrEqualTo(few.lowSeconds());
            assertThat(many.highSeconds()).isGreaterThanOrEqualTo(few.highSeconds());
        }
    }
}
