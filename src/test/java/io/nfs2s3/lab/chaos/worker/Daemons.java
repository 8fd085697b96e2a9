package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.Fleet;
import io.nfs2s3.testing.JavaProcess;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Daemons of a site, and how they may end. */
final class Daemons {
    private Daemons() {}

    /** Starts so many, and waits until all are up. One that got no connection in time is started again, as an init system does. */
    static Fleet start(ChaosSite site, int count) {
        Fleet daemons = new Fleet(count, site::daemon, ChaosSite::isUp);
        List<JavaProcess> wrong = new CopyOnWriteArrayList<>();
        ChaosSite.await("the daemons do not start", () -> {
            daemons.replaceEnded().stream()
                    .filter(ended -> !ChaosSite.foundNoDependency(ended))
                    .forEach(wrong::add);
            return !wrong.isEmpty() || daemons.up().size() == count;
        });
        wrong.forEach(ended -> {
            throw new IllegalStateException("a daemon ended at once: " + ended.output());
        });
        return daemons;
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
