package io.nfs2s3.lab.bench;

import io.nfs2s3.app.Application;
import io.nfs2s3.outbox.DrainResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The drain of the outbox beside a loop of bare SendMessageBatch calls with the same bodies, in turns. */
final class DrainBench {
    private static final int ROUNDS = 20;
    /** Before that the compiler is busy with the SDK, and has the core on which the database would work meanwhile. */
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int BATCH = 10;
    private final Servers servers;
    private final int perRound;

    DrainBench(Servers servers, int entries) {
        this.servers = servers;
        this.perRound = Math.max(BATCH, entries / ROUNDS);
    }

    void run() {
        List<Double> ratios = new ArrayList<>();
        double drained = 0;
        double looped = 0;
        try (Application application = new Application(servers.settings(Map.of()));
                Bare bare = new Bare(application.settings())) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < WARM_UP_NANOS) {
                drain(application, bare);
                loop(bare);
            }
            System.out.println("\nround   drain, entries/s   bare SendMessageBatch loop, messages/s   ratio");
            for (int round = 1; round <= ROUNDS; round++) {
                // Who comes second finds the server's caches and compiler in another state: so they take turns.
                double first = round % 2 == 0 ? loop(bare) : drain(application, bare);
                double second = round % 2 == 0 ? drain(application, bare) : loop(bare);
                double drain = round % 2 == 0 ? second : first;
                double loop = round % 2 == 0 ? first : second;
                drained += drain;
                looped += loop;
                ratios.add(loop / drain);
                System.out.printf(
                        Locale.ROOT,
                        "%5d   %,16.0f   %,37.0f   %5.2f%n",
                        round,
                        perRound / drain,
                        perRound / loop,
                        loop / drain);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "bench drain: entries=%d drain_per_s=%.0f bare_per_s=%.0f ratio_median=%.2f ratio=%.2f%n",
                ROUNDS * perRound,
                ROUNDS * perRound / drained,
                ROUNDS * perRound / looped,
                median(ratios),
                looped / drained);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static String body(int i) {
        return "{\"version\":1,\"source\":\"drain\",\"files\":[{\"path\":\"images/" + i % 100 + "/" + i
                + ".jpg\",\"generation\":1}]}";
    }

    /** @return how long it took, in seconds */
    private double drain(Application application, Bare bare) {
        bare.fill("nfs2s3.outbox", bodies());
        long start = System.nanoTime();
        DrainResult result = application.drainer().drain();
        double seconds = seconds(start);
        if (result.sent() != perRound) {
            throw new IllegalStateException("not all was drained: " + result);
        }
        bare.purge();
        return seconds;
    }

    /** After the same rows were written to a table like the outbox: the server has that to digest in either case. */
    private double loop(Bare bare) {
        List<String> bodies = bodies();
        bare.fill("bench.outbox", bodies);
        long start = System.nanoTime();
        for (int i = 0; i < perRound; i += BATCH) {
            bare.sendBatch(bodies.subList(i, Math.min(perRound, i + BATCH)));
        }
        double seconds = seconds(start);
        bare.empty("bench.outbox");
        bare.purge();
        return seconds;
    }

    private List<String> bodies() {
        return IntStream.range(0, perRound).mapToObj(DrainBench::body).toList();
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
