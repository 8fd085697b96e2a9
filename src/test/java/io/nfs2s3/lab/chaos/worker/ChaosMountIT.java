package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.devstack.EmbeddedStack;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the phase {@code mount}, where bindfs is installed. */
@Order(1) // takes long: beside it the others go on
class ChaosMountIT {
    @Test
    void a_mount_that_hangs_or_goes_away_fails_no_file_and_stops_no_daemon(@TempDir Path directory) {
        WorkerPhase.MOUNT.missing().ifPresent(missing -> Assumptions.abort("skipped: " + missing));
        try (EmbeddedStack stack = EmbeddedStack.start(directory)) {
            WorkerPhase.MOUNT.holds(stack);
        }
    }
}
