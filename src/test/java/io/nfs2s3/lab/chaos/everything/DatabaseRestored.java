package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The server, with the databases of all houses, is put back to an earlier state: what it confirmed since is gone. The first
 * time only a backup is made, the next time it is restored, and so on. Afterwards an operator does what the
 * documents say, and the daemons run all the time.
 */
final class DatabaseRestored implements Fault {
    /** The file of an upload is there before its row, and longer while its hook is refused. */
    private static final Duration EARLIER = Duration.ofMinutes(2);

    private final List<House> houses;
    private @Nullable Instant backedUp;
    private boolean restored;

    DatabaseRestored(List<House> houses) {
        this.houses = List.copyOf(houses);
    }

    @Override
    public String server() {
        return "database";
    }

    @Override
    public String name() {
        return backedUp == null ? "RESTORED" : "BACKED_UP";
    }

    @Override
    public void begin(ChaosSite site, Random random) {
        if (backedUp == null) {
            backedUp = Instant.now();
            site.server().backUp();
        } else {
            restored = true;
            site.server().restore();
        }
    }

    @Override
    public void mend(ChaosSite site) {
        Instant since = backedUp;
        if (restored && since != null) {
            houses.forEach(house -> house.recover(since.minus(EARLIER)));
            restored = false;
            backedUp = null;
        }
    }
}
