package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Fleet;
import io.nfs2s3.recovery.Sweeper;
import java.time.Duration;

/** When a site has nothing left to do. */
final class Quiet {
    private static final Duration LOST_AFTER = Duration.ofSeconds(10);

    private Quiet() {}

    /**
     * Waits for it, and starts daemons anew that end by themselves; gives up silently, for what is left then is counted.
     */
    static void await(ChaosSite site, Fleet daemons, Duration patience) {
        ChaosSite.comesTrueInTheEnd(patience, () -> {
            daemons.replaceEnded();
            return isQuiet(site);
        });
    }

    /** The same, sweeping more eagerly than a daemon may be told to, for messages that were lost. */
    static void awaitSweeping(ChaosSite site, Fleet daemons, Duration patience) {
        Sweeper sweeper = site.site().application().retries().sweeper();
        ChaosSite.comesTrueInTheEnd(patience, () -> {
            daemons.replaceEnded();
            sweeper.sweep(LOST_AFTER);
            return isQuiet(site);
        });
    }

    static boolean isQuiet(ChaosSite site) {
        return site.isQuiet();
    }

    static long queued(ChaosSite site) {
        return site.site().count("SELECT count(*) FROM nfs2s3.media WHERE state = 'QUEUED'");
    }

    static long migrated(ChaosSite site) {
        return site.site().count("SELECT count(*) FROM nfs2s3.media WHERE state = 'MIGRATED'");
    }
}
