package io.nfs2s3.resilience;

import java.util.Random;

/**
 * A host with more to do than it ever gets done: as many files under way as its limit allows. Each takes its time of a core first,
 * and then a request, which is repeated twice if it is refused.
 */
final class SimulatedHost {
    /** What sets the limit, and what it is told. */
    interface Limit {
        int now();

        default void ended(long took, int underWay) {}

        default void answered(long took) {}

        default void refused(long took) {}

        default void busy(boolean busy) {}
    }

    private static final long SECOND = 1_000_000_000;
    private static final long LOOK = SECOND;
    private static final int ATTEMPTS = 3;
    private final VirtualTime time;
    private final Random random;
    private final SimulatedStore store;
    private final Limit limit;
    private final double[] coreFreeAt;
    private final double ofCore;
    private double used;
    private int underWay;
    private int mostUnderWay;
    private long done;
    private long refused;
    private boolean stopped;

    /** @param ofCore seconds of a core that a file takes */
    SimulatedHost(VirtualTime time, Random random, SimulatedStore store, Limit limit, int cores, double ofCore) {
        this.time = time;
        this.random = random;
        this.store = store;
        this.limit = limit;
        this.coreFreeAt = new double[cores];
        this.ofCore = ofCore;
    }

    /** A host that goes by the rule. */
    static Limit by(LimitRule rule) {
        return new Limit() {
            @Override
            public int now() {
                return rule.limit();
            }

            @Override
            public void ended(long took, int underWay) {
                rule.ended(took, underWay);
            }

            @Override
            public void answered(long took) {
                rule.answered(took);
            }

            @Override
            public void refused(long took) {
                rule.refused(took);
            }

            @Override
            public void busy(boolean busy) {
                rule.busy(busy);
            }
        };
    }

    void start() {
        fill();
        time.after(LOOK, this::look);
    }

    void stop() {
        stopped = true;
    }

    long done() {
        return done;
    }

    long refused() {
        return refused;
    }

    int underWay() {
        return underWay;
    }

    int limit() {
        return limit.now();
    }

    /** Since it was asked last. */
    int mostUnderWay() {
        int most = mostUnderWay;
        mostUnderWay = underWay;
        return most;
    }

    private void look() {
        double share = used / (LOOK / (double) SECOND);
        used = 0;
        limit.busy(share > coreFreeAt.length - 1 / 7.0);
        fill();
        time.after(LOOK, this::look);
    }

    private void fill() {
        while (!stopped && underWay < limit.now()) {
            underWay++;
            mostUnderWay = Math.max(mostUnderWay, underWay);
            begin();
        }
    }

    private void begin() {
        long begunAt = time.now();
        int core = 0;
        for (int i = 1; i < coreFreeAt.length; i++) {
            core = coreFreeAt[i] < coreFreeAt[core] ? i : core;
        }
        double takes = ofCore * (0.5 + random.nextDouble());
        used += takes;
        coreFreeAt[core] = Math.max(coreFreeAt[core], (double) begunAt) + takes * SECOND;
        time.at((long) coreFreeAt[core], () -> send(begunAt, 1));
    }

    private void send(long begunAt, int attempt) {
        long sentAt = time.now();
        store.send(
                () -> {
                    limit.answered(time.now() - sentAt);
                    limit.ended(time.now() - begunAt, underWay);
                    done++;
                    leave();
                },
                () -> {
                    refused++;
                    limit.refused(time.now() - sentAt);
                    if (attempt < ATTEMPTS) {
                        time.after(SECOND / 20 + random.nextInt((int) (SECOND / 10)), () -> send(begunAt, attempt + 1));
                    } else {
                        leave();
                    }
                });
    }

    private void leave() {
        underWay--;
        fill();
    }
}
