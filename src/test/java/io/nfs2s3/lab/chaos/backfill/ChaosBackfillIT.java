package io.nfs2s3.lab.chaos.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.chaos.site.ShortForm;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.lab.devstack.Stacks;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code scripts/chaos backfill}, on servers of its own, for connections of others would be cut. */
@DisabledIfSystemProperty(
        named = Stacks.PROPERTY,
        matches = "containers",
        disabledReason = "ends the connections of an embedded PostgreSQL, whichever stack the others use")
class ChaosBackfillIT {
    private static final long SEED = 20_261_122;

    @TempDir
    private static Path directory;

    @Test
    void a_scan_that_is_killed_and_resumed_registers_every_file_once() {
        try (EmbeddedStack stack = EmbeddedStack.start(directory)) {
            BackfillScore score =
                    ShortForm.holds(reporter -> BackfillChaosCommand.storm(stack, BackfillScale.SHORT, SEED, reporter));
            assertThat(score.kills()).isPositive();
        }
    }
}
