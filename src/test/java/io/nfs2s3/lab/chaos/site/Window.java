package io.nfs2s3.lab.chaos.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A time in which something is broken.
 *
 * @param calm the good time before it
 * @param seed of what the fault leaves to chance
 */
public record Window(List<Fault> faults, Duration calm, Duration length, long seed) {
    /** One of four has two servers down, which is what the spool is for. */
    private static final int BOTH = 4;

    private static final Duration RECOVERY = Duration.ofSeconds(1);

    public Window {
        faults = List.copyOf(faults);
    }

    /**
     * Draws windows.
     *
     * @param count a third more than there are faults, and every one of them comes at least once alone
     * @param families the faults of each server; two or more
     */
    public static List<Window> draw(Random random, int count, List<List<Fault>> families) {
        List<Window> windows = new ArrayList<>();
        int both = Math.max(1, count / BOTH);
        List<Window> single = single(random, families);
        for (int i = 0; i < count; i++) {
            windows.add(i < both ? both(random, families) : single.get((i - both) % single.size()));
        }
        Collections.shuffle(windows, random);
        return windows;
    }

    private static Window both(Random random, List<List<Fault>> families) {
        List<List<Fault>> shuffled = new ArrayList<>(families);
        Collections.shuffle(shuffled, random);
        return window(
                shuffled.stream()
                        .limit(2)
                        .map(family -> family.get(random.nextInt(family.size())))
                        .toList(),
                random);
    }

    private static List<Window> single(Random random, List<List<Fault>> families) {
        List<Window> single = new ArrayList<>();
        families.forEach(family -> family.forEach(fault -> single.add(window(List.of(fault), random))));
        Collections.shuffle(single, random);
        return single;
    }

    private static Window window(List<Fault> faults, Random random) {
        return new Window(
                faults,
                Duration.ofMillis(300 + random.nextInt(900)),
                Duration.ofMillis(500 + random.nextInt(1_500)),
                random.nextLong());
    }

    /** How long all may take, with some time to recover from each. */
    public static Duration sum(List<Window> windows) {
        return windows.stream()
                .map(window -> window.calm.plus(window.length).plus(RECOVERY))
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public String toString() {
        return faults.stream().map(Fault::describe).collect(Collectors.joining(" ")) + " for " + length.toMillis()
                + " ms";
    }
}
