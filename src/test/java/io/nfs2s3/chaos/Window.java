package io.nfs2s3.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;

/**
 * A time in which something is broken.
 *
 * @param calm the good time before it
 * @param seed of what the fault leaves to chance
 */
record Window(SqsFault sqs, DatabaseFault database, Duration calm, Duration length, long seed) {
    /** One of four has both down, which is what the spool is for. */
    private static final int BOTH = 4;

    private static final Duration RECOVERY = Duration.ofSeconds(1);

    private static final List<SqsFault> SQS = List.copyOf(EnumSet.complementOf(EnumSet.of(SqsFault.NONE)));
    private static final List<DatabaseFault> DATABASE =
            List.copyOf(EnumSet.complementOf(EnumSet.of(DatabaseFault.NONE)));

    /**
     * Draws windows.
     *
     * @param count from 22 on every fault of SQS and of the database comes at least once alone
     */
    static List<Window> draw(Random random, int count) {
        List<Window> windows = new ArrayList<>();
        int both = Math.max(1, count / BOTH);
        List<Window> single = single(random);
        for (int i = 0; i < count; i++) {
            windows.add(
                    i < both
                            ? window(
                                    SQS.get(random.nextInt(SQS.size())),
                                    DATABASE.get(random.nextInt(DATABASE.size())),
                                    random)
                            : single.get((i - both) % single.size()));
        }
        Collections.shuffle(windows, random);
        return windows;
    }

    private static List<Window> single(Random random) {
        List<Window> single = new ArrayList<>();
        SQS.forEach(sqs -> single.add(window(sqs, DatabaseFault.NONE, random)));
        DATABASE.forEach(database -> single.add(window(SqsFault.NONE, database, random)));
        Collections.shuffle(single, random);
        return single;
    }

    private static Window window(SqsFault sqs, DatabaseFault database, Random random) {
        return new Window(
                sqs,
                database,
                Duration.ofMillis(300 + random.nextInt(900)),
                Duration.ofMillis(500 + random.nextInt(1_500)),
                random.nextLong());
    }

    /** How long all may take, with some time to recover from each. */
    static Duration sum(List<Window> windows) {
        return windows.stream()
                .map(window -> window.calm.plus(window.length).plus(RECOVERY))
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public String toString() {
        return "sqs=" + sqs.word() + " database=" + database.word() + " for " + length.toMillis() + " ms";
    }
}
