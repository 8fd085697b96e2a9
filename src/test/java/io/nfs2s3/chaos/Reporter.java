package io.nfs2s3.chaos;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Tells people how far the suite is, in plain lines with the time since its start. */
final class Reporter {
    private static final int SHOWN = 20;
    private final long start = System.nanoTime();
    private final Consumer<String> out;

    Reporter(Consumer<String> out) {
        this.out = out;
    }

    void say(String line) {
        out.accept(line);
    }

    void step(String what) {
        say(String.format(Locale.ROOT, "%6.1f s  %s", (System.nanoTime() - start) / 1e9, what));
    }

    void problems(Score score) {
        list("lost", score.lost());
        list("wrong", score.wrong());
        list("orphan", score.orphans());
    }

    private void list(String word, List<String> all) {
        all.stream().limit(SHOWN).forEach(line -> say(word + ": " + line));
        if (all.size() > SHOWN) {
            say(word + ": and " + (all.size() - SHOWN) + " more");
        }
    }
}
