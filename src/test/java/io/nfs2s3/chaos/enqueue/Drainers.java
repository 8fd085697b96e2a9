package io.nfs2s3.chaos.enqueue;

import io.nfs2s3.chaos.site.ChaosSite;
import io.nfs2s3.chaos.site.Fleet;
import io.nfs2s3.testing.JavaProcess;
import java.util.Random;
import java.util.function.IntConsumer;

/** Three processes that drain, one of which is killed again and again and started anew. */
final class Drainers implements AutoCloseable {
    private static final int COUNT = 3;
    private final ChaosSite site;
    private final Random random;
    private final Fleet fleet;

    Drainers(ChaosSite site, Random random) {
        this.site = site;
        this.random = random;
        this.fleet =
                new Fleet(COUNT, () -> start(site), drainer -> drainer.output().contains(DrainerProcess.UP));
    }

    /**
     * Kills one that is up, when another is up to take over, until the outbox is empty or the scale says enough.
     *
     * @param progress told the number of each kill
     * @return how many were killed
     */
    int killUntilEmpty(Scale scale, IntConsumer progress) {
        long end = System.nanoTime() + scale.killFor().toNanos();
        int killed = 0;
        while (killed < scale.kills() && System.nanoTime() < end) {
            long notBefore = System.nanoTime() + scale.killEvery().toNanos();
            ChaosSite.await(
                    "drainers do not start",
                    () -> site.waiting() == 0
                            || (System.nanoTime() >= notBefore && fleet.up().size() > 1));
            if (site.waiting() == 0) {
                break;
            }
            if (fleet.up().size() > 1) {
                fleet.killOne(random);
                progress.accept(++killed);
            }
        }
        return killed;
    }

    private static JavaProcess start(ChaosSite site) {
        return JavaProcess.start(DrainerProcess.class.getName(), site.settings().toString());
    }

    @Override
    public void close() {
        fleet.close();
    }
}
