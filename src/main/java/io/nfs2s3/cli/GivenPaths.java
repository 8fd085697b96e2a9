package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.source.ScanEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The paths that a command is given: as arguments, or one a line on standard input where the only argument is {@code -}. */
final class GivenPaths {
    static final String STANDARD_INPUT = "-";
    /** So many are held at a time, and asked about together. */
    static final int AT_ONCE = 1_000;
    /** So many are taken where all of them have to be known before anything is said. */
    private static final int MOST = 10_000;

    private GivenPaths() {}

    static boolean areOnStandardInput(List<String> arguments) {
        return arguments.equals(List.of(STANDARD_INPUT));
    }

    /**
     * All of them.
     *
     * @throws IllegalArgumentException as {@link #lines}, when a line is no path, and when there are more than 10,000
     */
    static List<String> all(Application application, List<String> arguments) {
        if (!areOnStandardInput(arguments)) {
            return arguments;
        }
        List<String> paths = new ArrayList<>();
        lines(application, line -> {
            if (paths.size() == MOST) {
                throw new IllegalArgumentException("standard input has more than " + MOST
                        + " paths: give them in parts, as 'split -l " + MOST + "' makes them");
            }
            paths.add(path(line));
        });
        return paths;
    }

    /**
     * A thousand of standard input at a time, however many there are; those of the arguments all at once.
     *
     * @throws IllegalArgumentException as {@link #lines}, and when a line is no path; those before it were given to {@code each}
     */
    static void inPages(Application application, List<String> arguments, Consumer<List<String>> each) {
        if (!areOnStandardInput(arguments)) {
            each.accept(arguments);
            return;
        }
        List<String> page = new ArrayList<>();
        lines(application, line -> {
            page.add(path(line));
            if (page.size() == AT_ONCE) {
                each.accept(List.copyOf(page));
                page.clear();
            }
        });
        if (!page.isEmpty()) {
            each.accept(page);
        }
    }

    /**
     * Each line of standard input: a path, whatever its name, or what is bad.
     *
     * @throws IllegalArgumentException when there is none, as when the command before it failed: it means none, and not all
     */
    static void lines(Application application, Consumer<ScanEntry> each) {
        long[] lines = {0};
        application.backfills().given().forEach(line -> {
            lines[0]++;
            each.accept(line);
        });
        if (lines[0] == 0) {
            throw new IllegalArgumentException("standard input has no path: give one a line");
        }
    }

    private static String path(ScanEntry line) {
        if (line instanceof ScanEntry.File file) {
            return file.path();
        }
        throw new IllegalArgumentException(problem(line));
    }

    /** What is wrong with a line that names no file. */
    static String problem(ScanEntry line) {
        ScanEntry.Bad bad = (ScanEntry.Bad) line;
        return "\"" + bad.name() + "\": " + bad.reason();
    }
}
