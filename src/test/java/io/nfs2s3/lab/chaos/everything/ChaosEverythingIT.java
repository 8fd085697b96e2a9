package io.nfs2s3.lab.chaos.everything;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.chaos.site.ShortForm;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.lab.devstack.Stacks;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code scripts/chaos everything}, on servers of its own, for they are stopped and killed. */
@DisabledIfSystemProperty(
        named = Stacks.PROPERTY,
        matches = "containers",
        disabledReason = "stops and kills an embedded PostgreSQL, whichever stack the others use")
@EnabledIfSystemProperty(
        named = "nfs2s3.everything",
        matches = "true",
        disabledReason = "nobody has seen it through to its end yet: it takes minutes on two cores")
class ChaosEverythingIT {
    private static final long SEED = 20_261_126;

    @TempDir
    private static Path directory;

    @Test
    void two_sites_lose_nothing_touch_nothing_of_others_and_leak_nothing() {
        try (EmbeddedStack stack = EmbeddedStack.start(directory)) {
            EverythingScore score =
                    ShortForm.holds(reporter -> EverythingCommand.run(stack, EverythingScale.SHORT, SEED, reporter));
            assertThat(score.operations()).isPositive();
            assertThat(score.foreign()).isEmpty();
            assertThat(score.leaked()).isEmpty();
        }
    }
}
