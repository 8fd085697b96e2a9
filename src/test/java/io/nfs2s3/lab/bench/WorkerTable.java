package io.nfs2s3.lab.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints the standings of one size on one target: every ratio is this project against the other, more is better. */
final class WorkerTable {
    private static final String ROW = "  %-28s %9s %8s %12s %8s   %8s %8s %8s   %s%n";

    private WorkerTable() {}

    /** @param reference the standing that the ratios are of */
    static void print(String title, List<Standing> standings, Standing reference) {
        System.out.printf("%n%s%n", title);
        System.out.printf("  %81s%n", reference.name() + " against it, more is better");
        System.out.printf(ROW, "", "files/s", "MB/s", "CPU s/1,000", "peak MB", "speed", "CPU", "memory", "");
        for (Standing standing : standings) {
            Optional<Figures> figures = standing.best();
            if (figures.isEmpty()) {
                System.out.printf(ROW, standing.name(), "-", "-", "-", "-", "", "", "", standing.notes());
            } else {
                Optional<Figures> ours = standing.equals(reference) ? Optional.empty() : reference.best();
                print(standing, figures.get(), ours);
            }
        }
    }

    private static void print(Standing standing, Figures figures, Optional<Figures> ours) {
        System.out.printf(
                ROW,
                standing.name(),
                Figures.rate(figures.filesPerSecond()),
                Figures.rate(figures.megabytesPerSecond()),
                number("%.2f", figures.cpuPerThousand()),
                number("%,.0f", figures.peakMegabytes()),
                ours.map(we -> ratio(we.filesPerSecond(), figures.filesPerSecond()))
                        .orElse(""),
                ours.map(we -> ratio(figures.cpuPerThousand(), we.cpuPerThousand()))
                        .orElse(""),
                ours.map(we -> ratio(figures.peakMegabytes(), we.peakMegabytes()))
                        .orElse(""),
                standing.notes());
    }

    private static String ratio(double above, double below) {
        return above == 0 || below == 0 ? "-" : number("%.2f", above / below);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
