package io.nfs2s3.resilience;

import java.util.Random;

/**
 * A store that answers after a latency, and does so many requests a second: more wait in a queue, or are refused. What
 * it can do may change at any time. Also a mount, or a database: of these more waits.
 */
final class SimulatedStore {
    private static final double SECOND = 1e9;
    /** Of a second: so much is borne at once. */
    private static final double BURST = 0.02;

    private final VirtualTime time;
    private final Random random;
    private final boolean refuses;
    private final double noise;
    private double latency;
    private double perSecond;
    private double stray;
    private double freeAt;
    private double tokens;
    private long filledAt;

    /**
     * @param refuses what is too much, in place of a queue
     * @param latency of an answer, in seconds
     * @param noise deviation of the latency, by its mean
     */
    SimulatedStore(VirtualTime time, Random random, boolean refuses, double latency, double perSecond, double noise) {
        this.time = time;
        this.random = random;
        this.refuses = refuses;
        this.latency = latency;
        this.perSecond = perSecond;
        this.noise = noise;
        this.filledAt = time.now();
    }

    void latency(double seconds) {
        latency = seconds;
    }

    void perSecond(double requests) {
        perSecond = requests;
    }

    /** @param share of all requests that are refused whatever there is to do */
    void stray(double share) {
        stray = share;
    }

    /** How many requests under way it bears. */
    double bears() {
        return latency * perSecond;
    }

    /** Sends a request. */
    void send(Runnable answered, Runnable refused) {
        double sigma = Math.sqrt(Math.log(1 + noise * noise));
        double takes = latency * Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2) * SECOND;
        if (random.nextDouble() < stray || (refuses && !hasToken())) {
            time.after((long) (takes / 2), refused);
            return;
        }
        double wait = refuses ? 0 : queued();
        time.after((long) (wait + takes), answered);
    }

    private boolean hasToken() {
        double most = Math.max(1, perSecond * BURST);
        tokens = Math.min(most, tokens + (time.now() - filledAt) / SECOND * perSecond);
        filledAt = time.now();
        boolean has = tokens >= 1;
        tokens -= has ? 1 : 0;
        return has;
    }

    private double queued() {
        freeAt = Math.max(freeAt, (double) time.now()) + SECOND / perSecond;
        return freeAt - time.now();
    }
}
