package io.nfs2s3.lab.chaos.site;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Tells people how far the suite is, in plain lines with the time since its start. */
public final class Reporter {
    private static final int SHOWN = 20;
    private final long start = System.nanoTime();
    private final Consumer<String> out;

    public Reporter(Consumer<String> out) {
        this.out = out;
    }

    public void say(String line) {
        out.accept(line);
    }

    public void step(String what) {
        say(String.format(Locale.ROOT, "%6.1f s  %s", (System.nanoTime() - start) / 1e9, what));
    }

    public void problems(Findings findings) {
        list("lost", findings.lost());
        list("wrong", findings.wrong());
        list("orphan", findings.orphans());
    }

    private void list(String word, List<String> all) {
        all.stream().limit(SHOWN).forEach(line -> say(word + ": " + line));
        if (all.size() > SHOWN) {
            say(word + ": and " + (all.size() - SHOWN) + " more");
        }
    }
}
