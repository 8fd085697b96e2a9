package io.nfs2s3.lab.chaos.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.chaos.site.ShortForm;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.lab.devstack.Stacks;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code scripts/chaos lifecycle}, on servers of its own, for it ends sessions of the database. */
@DisabledIfSystemProperty(
        named = Stacks.PROPERTY,
        matches = "containers",
        disabledReason = "ends the connections of an embedded PostgreSQL, whichever stack the others use")
@EnabledIfSystemProperty(
        named = "nfs2s3.lifecycle",
        matches = "true",
        disabledReason =
                "takes minutes beside the other suites on two cores; RetireKilledIT and others kill at each step")
class ChaosLifecycleIT {
    private static final long SEED = 20_261_126;

    @TempDir
    private static Path directory;

    @Test
    void originals_are_taken_away_and_brought_back_by_commands_that_are_killed_and_no_page_misses_one() {
        try (EmbeddedStack stack = EmbeddedStack.start(directory)) {
            LifecycleScore score =
                    ShortForm.holds(reporter -> LifecycleCommand.run(stack, LifecycleScale.SHORT, SEED, reporter));
            assertThat(score.operations()).isPositive();
        }
    }
}
