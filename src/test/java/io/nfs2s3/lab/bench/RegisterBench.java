package io.nfs2s3.lab.bench;

import io.nfs2s3.lab.bench.ListerRun.Listing;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * From the names of one huge directory to rows and messages: {@code backfill scan} in a process of its own with a small
 * heap, while nothing is copied. Beside tools that only list the names.
 */
final class RegisterBench {
    private static final double MEGABYTE = 1_000_000;
    private static final int TENTH = 10;
    private static final int FILES_OF_A_MESSAGE = 500;
    private static final String ROW = "  %-28s %12s %10s %14s %8s %14s %10s%n";
    private final Servers servers;
    private final NameSet names;
    private final List<String> java;
    private final Summary summary;

    RegisterBench(Servers servers, NameSet names, List<String> java, Summary summary) {
        this.servers = servers;
        this.names = names;
        this.java = java;
        this.summary = summary;
    }

    /** @param peakOfTenth the peak when a tenth of the files was in messages: what comes after should add nothing */
    private record Registered(
            double seconds, double firstMillis, long peakBytes, long peakOfTenth, double cpuSeconds) {}

    void run() throws Exception {
        Registered ours;
        try (BackfillSite site = new BackfillSite(
                servers, "register", names.root(), List.of("backfill.queuedAhead = 1000000000"), java)) {
            ours = register(site);
            check(site);
        }
        System.out.printf(
                Locale.ROOT,
                "%n%,d empty files in one directory, until all have a row and are in a message; heap 64m, with the start of"
                        + " the JVM%n",
                names.count());
        System.out.printf(ROW, "", "files/s", "seconds", "first, ms", "CPU s", "MB at a tenth", "peak MB");
        double perSecond = names.count() / ours.seconds();
        System.out.printf(
                ROW,
                "scan, register, send",
                number("%,.0f", perSecond),
                number("%.2f", ours.seconds()),
                number("%,.0f", ours.firstMillis()),
                number("%.1f", ours.cpuSeconds()),
                number("%.0f", ours.peakOfTenth() / MEGABYTE),
                number("%.0f", ours.peakBytes() / MEGABYTE));
        summary.add("register_files", String.valueOf(names.count()));
        summary.add("register_per_s", number("%.0f", perSecond));
        summary.add("register_first_ms", number("%.0f", ours.firstMillis()));
        summary.add("register_peak_mb", number("%.0f", ours.peakBytes() / MEGABYTE));
        for (Lister lister : List.of(Lister.FIND, Lister.RCLONE)) {
            if (lister.isPresent()) {
                print(lister, ListerRun.of(lister, names), perSecond);
            } else {
                System.out.println("bench: " + lister.title() + " is not on the PATH: it is missing above");
            }
        }
    }

    private void print(Lister lister, Listing listing, double perSecond) {
        System.out.printf(
                ROW,
                lister.title() + ", names only",
                number("%,.0f", listing.namesPerSecond()),
                number("%.2f", listing.seconds()),
                number("%,.0f", listing.firstMillis()),
                "",
                "",
                number("%.0f", listing.peakBytes() / MEGABYTE));
        summary.add("register_against_" + lister.program(), number("%.2f", perSecond / listing.namesPerSecond()));
    }

    private Registered register(BackfillSite site) throws Exception {
        long start = System.nanoTime();
        Nfs2s3Process scan = site.scan("");
        Glance.until("the first message", Duration.ofMillis(50), () -> site.hasMessages() || !scan.glance());
        double first = Glance.secondsSince(start) * 1_000;
        Glance.until(
                "a tenth of the files",
                Duration.ofMillis(100),
                () -> !scan.glance() || site.sent() >= names.count() / TENTH);
        long peakOfTenth = scan.peakBytes();
        Glance.until("the end of the scan", Duration.ofMillis(20), () -> !scan.glance());
        double seconds = Glance.secondsSince(start);
        scan.requireSuccess();
        return new Registered(seconds, first, scan.peakBytes(), peakOfTenth, scan.cpuSeconds());
    }

    /** @throws IllegalStateException when not every file has a row and is in a message: then the time says nothing */
    private void check(BackfillSite site) {
        Run run = site.application().backfills().runs().newest(1).get(0);
        long queued = site.count("QUEUED");
        long messages = site.application().backfills().depth().visible();
        if (run.state() != RunState.DONE
                || run.counts().done() != names.count()
                || run.sent() != names.count()
                || queued != names.count()
                || messages * FILES_OF_A_MESSAGE < names.count()) {
            throw new IllegalStateException(
                    "not all is registered and sent: " + run + ", QUEUED " + queued + ", messages " + messages);
        }
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
