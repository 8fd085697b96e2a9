package io.nfs2s3.chaos;

import io.nfs2s3.testing.JavaProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/** Three processes that drain, one of which is killed again and again and started anew. */
final class Drainers implements AutoCloseable {
    private static final int COUNT = 3;
    private final ChaosSite site;
    private final Random random;
    private final List<JavaProcess> drainers = new ArrayList<>();

    Drainers(ChaosSite site, Random random) {
        this.site = site;
        this.random = random;
        for (int i = 0; i < COUNT; i++) {
            drainers.add(start(site));
        }
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
                    () -> site.waiting() == 0 || (System.nanoTime() >= notBefore && up().size() > 1));
            if (site.waiting() == 0) {
                break;
            }
            List<JavaProcess> up = up();
            if (up.size() > 1) {
                replace(up.get(random.nextInt(up.size())));
                progress.accept(++killed);
            }
        }
        return killed;
    }

    private static JavaProcess start(ChaosSite site) {
        return JavaProcess.start(DrainerProcess.class.getName(), site.settings().toString());
    }

    private static boolean isUp(JavaProcess drainer) {
        return drainer.isRunning() && drainer.output().contains(DrainerProcess.UP);
    }

    private List<JavaProcess> up() {
        return drainers.stream().filter(Drainers::isUp).toList();
    }

    private void replace(JavaProcess drainer) {
        drainer.kill();
        drainers.set(drainers.indexOf(drainer), start(site));
    }

    @Override
    public void close() {
        drainers.forEach(JavaProcess::kill);
    }
}
