package io.nfs2s3.resilience;

import io.nfs2s3.resilience.SimulatedHost.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Hosts that share a store, second by second, in virtual time. The same seed gives the same. For one thread. */
final class LimitSimulation {
    static final long SECOND = 1_000_000_000;
    static final double PLENTY = 1e6;
    private static final int[] FIXED = {8, 11, 16, 23, 32, 45, 64, 90, 128, 181, 256, 362, 512, 724, 1_000};

    /**
     * What there is.
     *
     * @param latency of the store, in seconds
     * @param perSecond what it can do
     * @param refuses what is more, in place of a queue
     * @param cores of each host
     * @param ofCore seconds of a core that a file takes
     * @param noise of the latency
     */
    record Environment(double latency, double perSecond, boolean refuses, int cores, double ofCore, double noise) {
        /** A host with two cores that do 2,400 files a second, and a store that can do anything. */
        static Environment ofCpu(double latency, double noise) {
            return new Environment(latency, PLENTY, false, 2, 1 / 1_200.0, noise);
        }

        /** A store that is the limit. */
        static Environment ofStore(double latency, double perSecond, boolean refuses, double noise) {
            return new Environment(latency, perSecond, refuses, 16, 1 / 20_000.0, noise);
        }

        /** How many under way are of use. */
        double bears() {
            return Math.min(perSecond, cores / ofCore) * (latency + ofCore);
        }

        double most() {
            return Math.min(perSecond, cores / ofCore);
        }
    }

    /**
     * One second.
     *
     * @param limits of all hosts, at their highest
     * @param done by all hosts
     */
    record Second(int at, int limits, long done, long refused) {}

    private final VirtualTime time;
    private final Random random;
    private final Environment environment;
    private final SimulatedStore store;
    private final List<SimulatedHost> hosts = new ArrayList<>();
    private final List<Second> seconds = new ArrayList<>();
    private final long begin;

    LimitSimulation(Environment environment, long seed) {
        this.random = new Random(seed);
        this.begin = random.nextInt(1_000) * SECOND;
        this.time = new VirtualTime(begin);
        this.environment = environment;
        this.store = new SimulatedStore(
                time,
                random,
                environment.refuses(),
                environment.latency(),
                environment.perSecond(),
                environment.noise());
    }

    /** Adds a host with a limit of its own, within the second. */
    SimulatedHost add(Function<VirtualTime, Limit> limit) {
        SimulatedHost host =
                new SimulatedHost(time, random, store, limit.apply(time), environment.cores(), environment.ofCore());
        hosts.add(host);
        time.after(random.nextInt(1_000) * (SECOND / 1_000), host::start);
        return host;
    }

    LimitSimulation add(int count, Function<VirtualTime, Limit> limit) {
        for (int i = 0; i < count; i++) {
            add(limit);
        }
        return this;
    }

    /** The rule, from 8 to 1,000. */
    static Limit found(VirtualTime time) {
        return SimulatedHost.by(new LimitRule(8, 1_000, 0, time::now));
    }

    SimulatedStore store() {
        return store;
    }

    List<SimulatedHost> hosts() {
        return hosts;
    }

    /** Has something change after so many seconds. */
    LimitSimulation after(int seconds, Consumer<SimulatedStore> change) {
        time.at(begin + seconds * SECOND, () -> change.accept(store));
        return this;
    }

    LimitSimulation run(int length) {
        for (int i = 0; i < length; i++) {
            long done = done();
            long refused = refused();
            int limits = 0;
            for (int tenth = 0; tenth < 10; tenth++) {
                time.runUntil(time.now() + SECOND / 10);
                limits = Math.max(
                        limits, hosts.stream().mapToInt(SimulatedHost::limit).sum());
            }
            seconds.add(new Second(seconds.size(), limits, done() - done, refused() - refused));
        }
        return this;
    }

    private long done() {
        return hosts.stream().mapToLong(SimulatedHost::done).sum();
    }

    private long refused() {
        return hosts.stream().mapToLong(SimulatedHost::refused).sum();
    }

    List<Second> seconds() {
        return seconds;
    }

    /** Files a second, between two seconds. */
    double rate(int from, int to) {
        return seconds.subList(from, to).stream()
                .mapToLong(Second::done)
                .average()
                .orElse(0);
    }

    int highestLimit(int from, int to) {
        return seconds.subList(from, to).stream().mapToInt(Second::limits).max().orElse(0);
    }

    /** What the best of many fixed limits does in the same environment. */
    static double best(Environment environment, long seed) {
        TreeMap<Double, Integer> rates = new TreeMap<>();
        for (int fixed : FIXED) {
            LimitSimulation run = new LimitSimulation(environment, seed)
                    .add(1, time -> () -> fixed)
                    .run(12);
            rates.put(run.rate(4, 12), fixed);
        }
        return rates.lastKey();
    }

    /** How even shares are: 1 when all are the same, 1 / n when one has all (Jain, Chiu and Hawe 1984). */
    static double fairness(List<Long> shares) {
        double sum = shares.stream().mapToDouble(Long::doubleValue).sum();
        double squares =
                shares.stream().mapToDouble(share -> (double) share * share).sum();
        return sum * sum / (shares.size() * squares);
    }

    /** Limit and files over time, for people. */
    String table(int every) {
        StringBuilder text = new StringBuilder("    s  limits  files/s  refused\n");
        seconds.stream()
                .filter(second -> second.at() % every == 0)
                .forEach(second -> text.append(String.format(
                        "%5d %7d %8d %8d%n", second.at(), second.limits(), second.done(), second.refused())));
        return text.toString();
    }
}
