package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.Fleet;
import io.nfs2s3.testing.JavaProcess;
import java.util.List;

/** Daemons of a site, and how they may end. */
final class Daemons {
    private static final int DEPENDENCY_DOWN = 3;

    private Daemons() {}

    /** Starts so many, and waits until all are up. */
    static Fleet start(ChaosSite site, int count) {
        Fleet daemons = new Fleet(count, site::daemon, ChaosSite::isUp);
        ChaosSite.await(
                "the daemons do not start",
                () -> daemons.up().size() == count || !daemons.ended().isEmpty());
        daemons.ended().forEach(ended -> {
            throw new IllegalStateException("a daemon ended at once: " + ended.output());
        });
        return daemons;
    }

    /** A daemon that is started during an outage says so and ends; one that runs goes on. */
    static boolean isRightEnd(JavaProcess ended) {
        return ended.exitCode() == DEPENDENCY_DOWN && !ChaosSite.wasUp(ended);
    }

    /** Ends all of them in order. @return what was wrong with that */
    static Findings end(Fleet daemons) {
        List<JavaProcess> up = daemons.up();
        daemons.terminate();
        return Findings.wrong(up.stream()
                .filter(daemon -> daemon.exitCode() != 0)
                .map(daemon -> "a daemon ended with " + daemon.exitCode() + " upon SIGTERM: " + daemon.output())
                .toList());
    }
}
