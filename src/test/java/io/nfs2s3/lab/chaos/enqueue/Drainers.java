package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.testing.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/** Three processes that drain, one of which is killed again and again, and its place taken by one that stood ready. */
final class Drainers implements AutoCloseable {
    private static final int COUNT = 3;
    private static final int AT_A_TIME = 4;

    private record Drainer(JavaProcess process, Path go) {
        boolean isReady() {
            return process.isRunning() && process.output().contains(DrainerProcess.READY);
        }
    }

    private final ChaosSite site;
    private final Random random;
    private final Deque<Drainer> ready = new ArrayDeque<>();
    private final List<Drainer> drainers = new ArrayList<>();

    /** @param kills how many are to be killed: so many stand ready beside the three */
    Drainers(ChaosSite site, Random random, int kills) {
        this.site = site;
        this.random = random;
        while (ready.size() < COUNT + kills) {
            startSome(Math.min(AT_A_TIME, COUNT + kills - ready.size()));
        }
        for (int i = 0; i < COUNT; i++) {
            drainers.add(let(ready.pop()));
        }
    }

    private void startSome(int count) {
        List<Drainer> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path go = site.settings().resolveSibling("go-" + (ready.size() + i));
            started.add(new Drainer(
                    JavaProcess.start(
                            DrainerProcess.class.getName(), site.settings().toString(), go.toString()),
                    go));
        }
        ready.addAll(started);
        ChaosSite.await("drainers do not start", () -> started.stream().allMatch(Drainer::isReady));
    }

    private static Drainer let(Drainer drainer) {
        try {
            Files.createFile(drainer.go());
            return drainer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Kills one after the other, each at its time, until the outbox is empty or none stands ready any more.
     *
     * @param progress told the number of each kill
     * @return how many were killed
     */
    int killUntilEmpty(Scale scale, IntConsumer progress) {
        long next = System.nanoTime();
        int killed = 0;
        while (!ready.isEmpty() && site.waiting() > 0) {
            next += scale.killEvery().toNanos();
            long notBefore = next;
            ChaosSite.await("time stands still", () -> site.waiting() == 0 || System.nanoTime() >= notBefore);
            if (site.waiting() > 0) {
                Drainer victim = drainers.remove(random.nextInt(COUNT));
                victim.process().kill();
                drainers.add(let(ready.pop()));
                progress.accept(++killed);
            }
        }
        return killed;
    }

    @Override
    public void close() {
        drainers.forEach(drainer -> drainer.process().kill());
        ready.forEach(drainer -> drainer.process().kill());
    }
}
