package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.Loop;
import io.nfs2s3.testing.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What the daemon that nobody kills has open as it grows old under all the faults: descriptors and threads, sampled where
 * the system tells. What a process gathers in an hour does not show in one that is killed every few minutes.
 */
final class Resident implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** A third of fewer samples than that is the start of the process more than its age. */
    private static final int FEWEST = 60;

    private static final int SLACK = 16;

    private record Sample(long descriptors, long threads) {}

    private final House house;
    private final List<Sample> samples = new ArrayList<>();
    private final Loop loop;

    private Resident(House house) {
        this.house = house;
        this.loop = Loop.start("resident", PAUSE, this::sample);
    }

    static Resident start(House house) {
        return new Resident(house);
    }

    private void sample() {
        for (JavaProcess process : house.resident()) {
            Path proc = Path.of("/proc", String.valueOf(process.pid()));
            try (Stream<Path> open = Files.list(proc.resolve("fd"));
                    Stream<Path> threads = Files.list(proc.resolve("task"))) {
                add(new Sample(open.count(), threads.count()));
            } catch (IOException e) {
                // it has ended, or the system has no such directory
            }
        }
    }

    private synchronized void add(Sample sample) {
        samples.add(sample);
    }

    /** What it holds more of in the last third of the time than it ever did in the first. */
    synchronized List<String> leaked() {
        List<String> leaked = new ArrayList<>();
        if (samples.size() >= FEWEST) {
            grown("descriptors", Sample::descriptors, leaked);
            grown("threads", Sample::threads, leaked);
        }
        return leaked;
    }

    private void grown(String what, ToLongFunction<Sample> count, List<String> leaked) {
        long most = third(0, count).getMax();
        long fewest = third(2, count).getMin();
        if (fewest > most + SLACK) {
            leaked.add(house.prefix() + ": a daemon that lives on has at least " + fewest + " " + what
                    + " in the last third of the time, and had at most " + most + " in the first");
        }
    }

    private LongSummaryStatistics third(int number, ToLongFunction<Sample> count) {
        int size = samples.size();
        return samples.subList(number * size / 3, (number + 1) * size / 3).stream()
                .mapToLong(count)
                .summaryStatistics();
    }

    /** Its descriptors and threads in each third of the time. */
    @Override
    public synchronized String toString() {
        return house.prefix() + ": a daemon that lives on had " + thirds("descriptors", Sample::descriptors) + ", and "
                + thirds("threads", Sample::threads);
    }

    private String thirds(String what, ToLongFunction<Sample> count) {
        List<String> thirds = new ArrayList<>();
        for (int i = 0; i < 3 && !samples.isEmpty(); i++) {
            LongSummaryStatistics of = third(i, count);
            thirds.add(of.getCount() == 0 ? "?" : of.getMin() + " to " + of.getMax());
        }
        return String.join(", then ", thirds) + " " + what;
    }

    @Override
    public void close() {
        loop.close();
    }
}
