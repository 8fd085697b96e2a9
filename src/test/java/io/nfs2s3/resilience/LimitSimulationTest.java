package io.nfs2s3.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.VegasLimit;
import io.nfs2s3.resilience.LimitSimulation.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the limit that finds itself does in a store, with hosts and with time that are simulated. */
class LimitSimulationTest {
    private static final int SEEDS = 2;
    private static final double WITHIN = 0.9;
    private static final double ABOVE = 1.2;

    /** Of what is of use, where rounds last for minutes: few of them, and a dip is long. */
    private static final double SLOWLY = 0.7;

    /** Files that a host may have in a queue besides: a fifth of few is less than one step. */
    private static final int QUEUED = 4;

    /** Of two cores, less the seventh of one that it leaves free. */
    private static final double USED = 1 - 1 / 14.0;

    /** Seconds. */
    private static final int FOUND = 20;

    private static final Map<Environment, Double> BEST = new ConcurrentHashMap<>();

    @ParameterizedTest
    @CsvSource({"0.010, 0.2", "0.030, 0.2", "0.100, 0.2", "0.010, 0.6", "0.030, 0.6", "0.100, 0.6"})
    void on_a_host_whose_cpu_is_the_limit_it_finds_nine_tenths_of_the_best_within_20_seconds(
            double latency, double noise) {
        Environment environment = Environment.ofCpu(latency, noise);
        for (long seed = 1; seed <= SEEDS; seed++) {
            LimitSimulation run = found(environment, seed, 1).run(2 * FOUND);
            show("cpu " + latency + " noise " + noise + " seed " + seed, run, seed);
            assertThat(run.rate(FOUND, 2 * FOUND)).isGreaterThan(WITHIN * USED * best(environment));
            assertThat(run.highestLimit(0, 2 * FOUND)).isLessThanOrEqualTo(bound(environment, 1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.010, 1000, false", "0.030, 500, false", "0.030, 3000, false", "0.100, 2000, false", "0.100, 8000, false",
        "0.010, 3500, true", "0.030, 1000, true", "0.030, 3500, true", "0.100, 1000, true", "0.100, 3500, true"
    })
    void with_a_store_that_is_the_limit_it_finds_nine_tenths_and_asks_for_no_more_than_a_fifth_above(
            double latency, double perSecond, boolean refuses) {
        Environment environment = Environment.ofStore(latency, perSecond, refuses, 0.3);
        for (long seed = 1; seed <= SEEDS; seed++) {
            LimitSimulation run = found(environment, seed, 1).run(2 * FOUND);
            show("store " + environment + " seed " + seed, run, seed);
            assertThat(run.rate(FOUND, 2 * FOUND)).isGreaterThan(WITHIN * best(environment));
            assertThat(run.highestLimit(0, 2 * FOUND)).isLessThanOrEqualTo(bound(environment, 1));
        }
    }

    /** @param factor by which what the store can do changes */
    @ParameterizedTest
    @CsvSource({"0.5, false", "2, false", "4, false", "0.25, false", "0.5, true", "2, true", "4, true", "0.25, true"})
    void it_follows_a_store_that_can_do_more_or_less(double factor, boolean refuses) {
        double before = 2_000;
        Environment environment = Environment.ofStore(0.05, before, refuses, 0.3);
        Environment after = Environment.ofStore(0.05, before * factor, refuses, 0.3);
        for (long seed = 1; seed <= SEEDS; seed++) {
            LimitSimulation run = found(environment, seed, 1)
                    .after(30, store -> store.perSecond(before * factor))
                    .run(70);
            show("moves " + factor + (refuses ? " refuses" : "") + " seed " + seed, run, seed);
            assertThat(run.rate(50, 70)).isGreaterThan(WITHIN * best(after));
            assertThat(run.highestLimit(35, 70)).isLessThanOrEqualTo(bound(after, 1));
        }
    }

    /** @param latency that the store has after half a minute with 30 ms, in seconds */
    @ParameterizedTest
    @ValueSource(doubles = {0.005, 0.015, 0.06, 0.1})
    void it_follows_a_store_that_takes_longer_or_less_for_no_fault_of_the_hosts(double latency) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            LimitSimulation run = found(Environment.ofCpu(0.03, 0.3), seed, 1)
                    .after(30, store -> store.latency(latency))
                    .run(70);
            show("latency " + latency + " seed " + seed, run, seed);
            assertThat(run.rate(50, 70)).isGreaterThan(WITHIN * USED * best(Environment.ofCpu(latency, 0.3)));
        }
    }

    /** As a mount that is far away, or large files: a round takes longer than the moments at which it is halved are apart. */
    @ParameterizedTest
    @CsvSource({"2, 40", "5, 20", "40, 2"})
    void calls_that_take_seconds_let_it_grow_all_the_same(int latency, double perSecond) {
        Environment environment = Environment.ofStore(latency, perSecond, false, 0.3);
        for (long seed = 1; seed <= SEEDS; seed++) {
            LimitSimulation run = found(environment, seed, 1).run(400 * latency);
            show("slow " + environment + " seed " + seed, run, seed);
            assertThat(run.rate(300 * latency, 400 * latency)).isGreaterThan(SLOWLY * environment.most());
            assertThat(run.highestLimit(0, 400 * latency)).isLessThanOrEqualTo((int) (environment.bears() / SLOWLY));
        }
    }

    @Test
    void single_refusals_do_not_hold_it_down() {
        Environment environment = Environment.ofCpu(0.03, 0.3);
        for (long seed = 1; seed <= SEEDS; seed++) {
            LimitSimulation run = found(environment, seed, 1)
                    .after(0, store -> store.stray(0.002))
                    .run(3 * FOUND);
            show("stray seed " + seed, run, seed);
            assertThat(run.rate(FOUND, 3 * FOUND)).isGreaterThan(WITHIN * USED * best(environment));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, false, 0.03, 3000",
        "10, false, 0.03, 6000",
        "50, false, 0.1, 10000",
        "2, true, 0.03, 3500",
        "10, true, 0.1, 3500",
        "50, true, 0.1, 10000"
    })
    void hosts_that_do_not_know_of_one_another_share_a_store(
            int count, boolean refuses, double latency, double perSecond) {
        Environment environment = Environment.ofStore(latency, perSecond, refuses, 0.3);
        for (long seed = 1; seed <= (count < 50 ? 2 : 1); seed++) {
            LimitSimulation run = found(environment, seed, count).run(60);
            List<Long> before = run.hosts().stream().map(SimulatedHost::done).toList();
            run.run(60);
            double fairness = LimitSimulation.fairness(since(run, before));
            show(count + " hosts, " + environment + " seed " + seed + " fairness " + fairness, run, seed);
            assertThat(fairness).isGreaterThan(0.9);
            assertThat(run.rate(FOUND, 120)).isGreaterThan(WITHIN * environment.most());
            assertThat(run.highestLimit(0, 120)).isLessThanOrEqualTo(bound(environment, count));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void who_comes_last_gets_its_share_and_takes_no_more(boolean refuses) {
        Environment environment = Environment.ofStore(0.05, 4_000, refuses, 0.3);
        for (long seed = 1; seed <= SEEDS; seed++) {
            LimitSimulation run = found(environment, seed, 4).run(40);
            run.add(1, LimitSimulation::found).run(80);
            List<Long> before = run.hosts().stream().map(SimulatedHost::done).toList();
            run.run(60);
            double fairness = LimitSimulation.fairness(since(run, before));
            show("latecomer refuses " + refuses + " seed " + seed + " fairness " + fairness, run, seed);
            assertThat(fairness).isGreaterThan(0.9);
            assertThat(run.highestLimit(0, 180)).isLessThanOrEqualTo(bound(environment, 5));
        }
    }

    /** What the Javadoc of the rule says of them. */
    @Test
    void no_limit_of_the_library_stays_near_what_is_of_use() {
        Environment cpu = Environment.ofCpu(0.03, 0.3);
        List<Function<VirtualTime, SimulatedHost.Limit>> limits = List.of(
                time -> netflix(
                        time,
                        AIMDLimit.newBuilder()
                                .initialLimit(8)
                                .minLimit(1)
                                .maxLimit(1_000)
                                .timeout(5, TimeUnit.SECONDS)
                                .build()),
                time -> netflix(
                        time,
                        Gradient2Limit.newBuilder()
                                .initialLimit(8)
                                .minLimit(8)
                                .maxConcurrency(1_000)
                                .build()),
                time -> netflix(
                        time,
                        VegasLimit.newBuilder()
                                .initialLimit(8)
                                .maxConcurrency(1_000)
                                .build()));
        List<Double> away = new ArrayList<>();
        for (Function<VirtualTime, SimulatedHost.Limit> limit : limits) {
            LimitSimulation run = new LimitSimulation(cpu, 1).add(1, limit).run(60);
            show("library " + limits.indexOf(limit), run, 1);
            double rate = run.rate(FOUND, 60) / best(cpu);
            away.add(Math.max(run.highestLimit(FOUND, 60) / cpu.bears(), 1 / rate));
        }
        assertThat(away).allMatch(each -> each > ABOVE);
    }

    /** Files in flight, of all hosts: a fifth above what the store bears, and where more of them wait, a few more. */
    private static int bound(Environment environment, int hosts) {
        return (int) Math.ceil(ABOVE * environment.bears()) + (environment.refuses() ? 0 : QUEUED * hosts);
    }

    private static double best(Environment environment) {
        return BEST.computeIfAbsent(environment, each -> LimitSimulation.best(each, 1));
    }

    private static SimulatedHost.Limit netflix(VirtualTime time, Limit limit) {
        return new SimulatedHost.Limit() {
            @Override
            public int now() {
                return limit.getLimit();
            }

            @Override
            public void ended(long took, int underWay) {
                limit.onSample(time.now() - took, took, underWay, false);
            }

            @Override
            public void refused(long took) {
                limit.onSample(time.now() - took, took, limit.getLimit(), true);
            }
        };
    }

    private static LimitSimulation found(Environment environment, long seed, int hosts) {
        return new LimitSimulation(environment, seed).add(hosts, LimitSimulation::found);
    }

    private static List<Long> since(LimitSimulation run, List<Long> before) {
        return IntStream.range(0, before.size())
                .mapToObj(i -> run.hosts().get(i).done() - before.get(i))
                .toList();
    }

    /** The first seed of each case, if -Dnfs2s3.show is there. */
    @SuppressWarnings("SystemOut") // for people
    private static void show(String title, LimitSimulation run, long seed) {
        if (System.getProperty("nfs2s3.show") != null && seed == 1) {
            System.out.println(title + "\n" + run.table(2));
        }
    }
}
