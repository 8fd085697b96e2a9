package io.nfs2s3.lab.demo;

import java.util.Locale;

/** What the demo says, with the time since its start. */
final class Narrator {
    private final long start = System.nanoTime();

    void say(String line) {
        System.out.println(line);
    }

    void step(String subject, String what) {
        say(String.format(Locale.ROOT, "%6.1f s  %-10s %s", seconds(), subject, what));
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
