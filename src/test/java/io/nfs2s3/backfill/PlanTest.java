package io.nfs2s3.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nfs2s3.backfill.PlanSample.Looked;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final long PART = 1_000;
    private static final PlanSettings PRICES = new PlanSettings(0.005, 0.0004, 0.09, 0.023);

    @Test
    void each_of_those_offered_is_as_likely_to_be_kept() {
        int[] kept = new int[100];
        Random random = new Random(1);
        for (int run = 0; run < 10_000; run++) {
            Reservoir<Integer> reservoir = new Reservoir<>(10, random);
            IntStream.range(0, kept.length).forEach(reservoir::offer);
            assertThat(reservoir.sample()).hasSize(10).doesNotHaveDuplicates();
            reservoir.sample().forEach(each -> kept[each]++);
        }

        // 1,000 expected, with a standard deviation of 30
        assertThat(IntStream.of(kept)).allMatch(count -> count > 850 && count < 1_150);
    }

    @Test
    void a_reservoir_keeps_all_while_it_has_room() {
        Reservoir<Integer> reservoir = new Reservoir<>(10, new Random());
        IntStream.range(0, 10).forEach(reservoir::offer);

        assertThat(reservoir.sample()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void a_large_file_takes_a_request_for_each_part_and_two_around_them() {
        assertThat(puts(0)).isEqualTo(1);
        assertThat(puts(PART)).isEqualTo(1);
        assertThat(puts(PART + 1)).isEqualTo(4);
        assertThat(puts(10 * PART)).isEqualTo(12);
        assertThat(puts(20_000 * PART)).isEqualTo(10_002);
    }

    private static double puts(long size) {
        return PlanSample.of(List.of(new Looked(size, 10, true)), PART, PART, 1).meanPuts();
    }

    @Test
    void a_sample_of_all_files_has_no_error_and_one_of_some_has() {
        List<Looked> sample = List.of(new Looked(100, 10, true), new Looked(300, 30, true));

        assertThat(PlanSample.of(sample, PART, PART, 2)).isEqualTo(new PlanSample(2, 0, 200, 0, 1, 20));
        // standard deviation 141.4, of the mean of two 100
        assertThat(PlanSample.of(sample, PART, PART, 3).meanBytesError()).isCloseTo(196, within(0.1));
    }

    @Test
    void what_is_no_file_counts_with_no_bytes_and_no_request() {
        assertThat(PlanSample.of(List.of(new Looked(100, 10, true), new Looked(0, 10, false)), PART, PART, 10))
                .satisfies(sample -> {
                    assertThat(sample.unusable()).isEqualTo(1);
                    assertThat(sample.meanBytes()).isEqualTo(50);
                    assertThat(sample.meanPuts()).isEqualTo(0.5);
                });
    }

    @Test
    void six_million_small_files_cost_thirty_for_their_requests_and_go_in_messages_of_five_hundred() {
        PlanCount count = new PlanCount(6_000_000, 6_000_000, 0, 0, 0, 0, true, 6);
        PlanSample sample = new PlanSample(1_000, 0, 20_480, 0, 1, 30);

        BackfillPlan plan = BackfillPlan.of(count, sample, PRICES);

        assertThat(plan.bytes()).isEqualTo(6_000_000L * 20_480);
        assertThat(plan.putRequests()).isEqualTo(6_000_000);
        assertThat(plan.putCost()).isCloseTo(30, within(0.001));
        assertThat(plan.storageCostPerMonth()).isCloseTo(114.44 * 0.023, within(0.01));
        assertThat(plan.sqsRequests()).isEqualTo(12_000 * 3);
        assertThat(plan.days(100)).isCloseTo(0.694, within(0.001));
    }

    @Test
    void long_paths_make_messages_of_fewer_files() {
        PlanCount count = new PlanCount(1_000, 1_000, 0, 0, 0, 0, true, 1);

        // 1,024 bytes for each file: 256 files and four billed requests a message
        assertThat(BackfillPlan.of(count, new PlanSample(10, 0, 1, 0, 1, 984), PRICES)
                        .sqsRequests())
                .isEqualTo(4 * (2 * 4 + 1));
    }

    @Test
    void nothing_to_migrate_costs_nothing() {
        BackfillPlan plan = BackfillPlan.of(
                new PlanCount(5, 0, 5, 0, 0, 0, true, 1), PlanSample.of(List.of(), PART, PART, 0), PRICES);

        assertThat(plan.putRequests() + plan.sqsRequests() + plan.bytes()).isZero();
        assertThat(plan.putCost() + plan.storageCostPerMonth() + plan.days(1)).isZero();
    }
}
