package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void each_step_leaves_something_to_those_behind_it() {
        Budget budget = new Budget(HOUR);

        assertThat(budget.register()).isLessThan(budget.sqs());
        assertThat(budget.sqs()).isLessThan(budget.outbox());
        assertThat(budget.outbox()).isLessThan(budget.spool());
        assertThat(budget.spool()).isLessThanOrEqualTo(HOUR);
        assertThat(budget.register().plus(budget.insist())).isLessThan(HOUR);
    }

    @Test
    void sqs_has_its_share_also_when_the_registration_took_all_of_its_own() {
        Budget budget = new Budget(HOUR);
        Duration behindSqs = HOUR.minus(budget.sqs());

        assertThat(budget.register().plus(behindSqs))
                .isLessThanOrEqualTo(HOUR.multipliedBy(5).dividedBy(8).plusSeconds(1));
    }

    @Test
    void when_all_is_used_up_only_the_last_way_has_its_share() {
        Budget budget = new Budget(Duration.ZERO);

        assertThat(budget.left()).isZero();
        assertThat(budget.sqs()).isZero();
        assertThat(budget.outbox()).isZero();
        assertThat(new Budget(Duration.ofNanos(800)).spool()).isEqualTo(Duration.ofNanos(100));
    }
}
