package io.nfs2s3.lab.chaos.lifecycle;

import io.nfs2s3.testing.JavaProcess;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command on its way to its end, and how to go on with it, by what it says itself. */
final class Attempt {
    private static final Pattern RESUME = Pattern.compile("runs resume ([0-9]+)");
    private static final Pattern DONE = Pattern.compile("(?m), DONE\\)|^verify: ");
    private static final int MOST = 1;

    private final List<String> first;
    private List<String> now;
    private boolean through;
    private String said = "";

    Attempt(List<String> first) {
        this.first = List.copyOf(first);
        this.now = this.first;
    }

    /** What to type next. */
    List<String> arguments() {
        return now;
    }

    /** Of a process that came to its end by itself. */
    void ended(JavaProcess process) {
        said = process.output();
        Matcher resume = RESUME.matcher(said);
        if (process.exitCode() <= MOST && DONE.matcher(said).find()) {
            through = true;
        } else if (resume.find()) {
            now = List.of("runs", "resume", resume.group(1));
        } else if (said.contains("is DONE") || said.contains("there is no run")) {
            now = first; // it was killed when it had told nobody yet: what is done is passed over
        }
    }

    boolean isThrough() {
        return through;
    }

    String said() {
        return said;
    }

    @Override
    public String toString() {
        return String.join(" ", now);
    }
}
