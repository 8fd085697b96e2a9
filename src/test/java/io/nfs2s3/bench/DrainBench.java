package io.nfs2s3.bench;

import io.nfs2s3.app.Application;
import io.nfs2s3.outbox.DrainResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The drain of the outbox beside a loop of bare SendMessageBatch calls with the same bodies, in turns. */
final class DrainBench {
    private static final int ROUNDS = 5;
    private static final int BATCH = 10;
    private final Servers servers;
    private final int perRound;

    DrainBench(Servers servers, int entries) {
        this.servers = servers;
        this.perRound = Math.max(BATCH, entries / ROUNDS);
    }

    void run() {
        List<Double> drains = new ArrayList<>();
        List<Double> loops = new ArrayList<>();
        try (Application application = new Application(servers.settings(Map.of()));
                Bare bare = new Bare(application.settings())) {
            drain(application, bare);
            loop(bare);
            System.out.println("\nround   drain, entries/s   bare SendMessageBatch loop, messages/s   ratio");
            for (int round = 1; round <= ROUNDS; round++) {
                double loop = round % 2 == 0 ? loop(bare) : 0;
                double drain = drain(application, bare);
                loop = loop == 0 ? loop(bare) : loop;
                drains.add(drain);
                loops.add(loop);
                System.out.printf(Locale.ROOT, "%5d   %,16.0f   %,37.0f   %5.2f%n", round, drain, loop, drain / loop);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "bench drain: entries=%d drain_per_s=%.0f bare_per_s=%.0f ratio=%.2f%n",
                ROUNDS * perRound,
                median(drains),
                median(loops),
                median(IntStream.range(0, ROUNDS)
                        .mapToObj(i -> drains.get(i) / loops.get(i))
                        .toList()));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static String body(int i) {
        return "{\"version\":1,\"source\":\"drain\",\"files\":[{\"path\":\"images/" + i % 100 + "/" + i
                + ".jpg\",\"generation\":1}]}";
    }

    private double drain(Application application, Bare bare) {
        List<String> bodies =
                IntStream.range(0, perRound).mapToObj(DrainBench::body).toList();
        bare.jdbi()
                .useHandle(handle -> handle.createUpdate("INSERT INTO nfs2s3.outbox (message) SELECT unnest(:bodies)")
                        .bindArray("bodies", String.class, bodies)
                        .execute());
        long start = System.nanoTime();
        DrainResult result = application.drainer().drain();
        double rate = perRound / seconds(start);
        if (result.sent() != perRound) {
            throw new IllegalStateException("not all was drained: " + result);
        }
        bare.purge();
        return rate;
    }

    private double loop(Bare bare) {
        long start = System.nanoTime();
        for (int i = 0; i < perRound; i += BATCH) {
            bare.sendBatch(
                    IntStream.range(i, i + BATCH).mapToObj(DrainBench::body).toList());
        }
        double rate = perRound / seconds(start);
        bare.purge();
        return rate;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
