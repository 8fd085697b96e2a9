package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void each_step_leaves_something_to_those_behind_it() {
        Budget budget = new Budget(HOUR, Duration.ZERO);

        assertThat(budget.register()).isLessThan(budget.sqs());
        assertThat(budget.sqs()).isLessThan(budget.outbox());
        assertThat(budget.outbox()).isLessThan(budget.spool());
        assertThat(budget.spool()).isLessThanOrEqualTo(HOUR);
    }

    @Test
    void sqs_has_its_share_also_when_the_registration_took_all_of_its_own() {
        Budget budget = new Budget(HOUR, Duration.ZERO);
        Duration behindSqs = HOUR.minus(budget.sqs());

        assertThat(budget.register().plus(behindSqs))
                .isLessThanOrEqualTo(HOUR.multipliedBy(5).dividedBy(8).plusSeconds(1));
    }

    @Test
    void the_last_way_that_is_left_has_its_time_on_top() {
        Budget budget = new Budget(Duration.ZERO, HOUR);

        assertThat(budget.sqs()).isZero();
        assertThat(budget.outbox()).isZero();
        assertThat(budget.spool()).isBetween(HOUR.dividedBy(2).minusMinutes(1), HOUR.dividedBy(2));
        assertThat(budget.insist()).isLessThan(budget.lastResort());
        assertThat(budget.lastResort()).isBetween(HOUR.minusMinutes(1), HOUR);
    }

    @Test
    void it_is_over_when_the_last_resort_is() {
        assertThat(new Budget(Duration.ZERO, Duration.ZERO).isOver()).isTrue();
        assertThat(new Budget(Duration.ZERO, HOUR).isOver()).isFalse();
        assertThat(new Budget(HOUR, Duration.ZERO).isOver()).isFalse();
    }

    @Test
    void when_all_is_used_up_and_nothing_comes_on_top_the_last_way_has_its_share_still() {
        Budget budget = new Budget(Duration.ofNanos(800), Duration.ZERO);

        assertThat(budget.spool()).isBetween(Duration.ofNanos(100), Duration.ofNanos(800));
        assertThat(budget.lastResort()).isBetween(Duration.ofNanos(100), Duration.ofNanos(800));
    }
}
