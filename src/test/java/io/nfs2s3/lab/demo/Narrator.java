package io.nfs2s3.lab.demo;

import java.util.Locale;
import java.util.function.Consumer;

/** What the demo says, with the time since its start. */
final class Narrator {
    private final long start = System.nanoTime();
    private final Consumer<String> listener;

    /** @param listener told each line */
    Narrator(Consumer<String> listener) {
        this.listener = listener;
    }

    void say(String line) {
        listener.accept(line);
    }

    void step(String subject, String what) {
        say(String.format(Locale.ROOT, "%6.1f s  %-10s %s", seconds(), subject, what));
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
