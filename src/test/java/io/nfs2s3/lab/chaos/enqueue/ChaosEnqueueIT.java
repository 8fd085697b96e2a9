package io.nfs2s3.lab.chaos.enqueue;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.chaos.site.ShortForm;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.lab.devstack.Stacks;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code scripts/chaos enqueue}, on servers of its own, for they are stopped and killed. */
@DisabledIfSystemProperty(
        named = Stacks.PROPERTY,
        matches = "containers",
        disabledReason = "stops and kills an embedded PostgreSQL, whichever stack the others use")
@Order(1) // takes long: beside it the others go on
class ChaosEnqueueIT {
    private static final long SEED = 20_261_121;

    @TempDir
    private static Path directory;

    private static EmbeddedStack stack;

    @BeforeAll
    static void start() {
        stack = EmbeddedStack.start(directory);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private static void holds(Phase phase) {
        Score score = ShortForm.holds(reporter -> phase.run(stack, Scale.SHORT, SEED, reporter));
        assertThat(score.uploads()).isPositive();
    }

    @Test
    void no_upload_is_lost_while_sqs_and_the_database_fail_in_turn_and_together() {
        holds(Phase.FAULTS);
    }

    @Test
    void generations_of_a_path_reach_sqs_in_their_order() {
        holds(Phase.ORDER);
    }

    @Test
    void killed_drainers_send_every_entry_in_order_and_at_most_two_pages_twice() {
        holds(Phase.DRAINERS);
    }

    @Test
    void what_a_killed_site_had_spooled_is_replayed_by_a_daemon_that_is_killed_too() {
        holds(Phase.HOST);
    }
}
