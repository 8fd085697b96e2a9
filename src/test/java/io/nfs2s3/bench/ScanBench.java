package io.nfs2s3.bench;

import io.nfs2s3.bench.ListerRun.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The scan of one huge directory beside other tools that list it, in turns. */
final class ScanBench {
    private static final double MEGABYTE = 1_000_000;
    private static final String ROW = "  %-12s %12s %10s %14s   %8s %8s%n";
    private final int count;
    private final int rounds;
    private final Map<Lister, Listing> best = new EnumMap<>(Lister.class);

    ScanBench(int count, int rounds) {
        this.count = count;
        this.rounds = rounds;
    }

    void run() throws IOException, InterruptedException {
        NameSet names = new NameSet(Files.createTempDirectory("nfs2s3-bench"), count);
        try {
            System.out.printf(
                    Locale.ROOT, "bench: makes %,d files below %s, and removes them at the end%n", count, names.root());
            names.write();
            measure(names);
        } finally {
            names.remove();
        }
        print();
    }

    private void measure(NameSet names) throws IOException, InterruptedException {
        List<Lister> listers = new ArrayList<>();
        for (Lister lister : Lister.values()) {
            if (lister.isPresent()) {
                listers.add(lister);
            } else {
                System.out.println("bench: " + lister.title() + " is not on the PATH: it is missing below");
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (Lister lister : listers) {
                Listing listing = ListerRun.of(lister, names);
                if (listing.names() != count) {
                    throw new IllegalStateException(lister.title() + " listed " + listing.names() + " names");
                }
                best.merge(lister, listing, ScanBench::faster);
            }
        }
    }

    private static Listing faster(Listing one, Listing other) {
        return one.namesPerSecond() >= other.namesPerSecond() ? one : other;
    }

    private double speed(Lister lister) {
        return Objects.requireNonNull(best.get(lister)).namesPerSecond();
    }

    private void print() {
        System.out.printf(
                Locale.ROOT, "%n%,d empty files in one directory, rounds %d (the best counts)%n", count, rounds);
        System.out.printf(ROW, "", "names/s", "seconds", "first, ms", "peak MB", "speed");
        StringBuilder figures = new StringBuilder();
        best.forEach((lister, listing) -> {
            double megabytes = listing.peakBytes() / MEGABYTE;
            System.out.printf(
                    ROW,
                    lister.title(),
                    number("%,.0f", listing.namesPerSecond()),
                    number("%.2f", listing.seconds()),
                    number("%.1f", listing.firstMillis()),
                    number("%.0f", megabytes),
                    lister == Lister.SCAN_WARM ? "" : ratio(lister));
            String key = lister.title().replace(' ', '_');
            figures.append(" %s_per_s=%s".formatted(key, number("%.0f", listing.namesPerSecond())))
                    .append(" %s_peak_mb=%s".formatted(key, number("%.0f", megabytes)));
        });
        Optional<Lister> alternative =
                best.keySet().stream().filter(lister -> !lister.isOurs()).max(Comparator.comparingDouble(this::speed));
        System.out.printf(
                "%nbench backfill: names=%d%s ratio_of=%s ratio=%s%n",
                count,
                figures,
                alternative.map(Lister::program).orElse("none"),
                alternative.map(this::ratio).orElse("none"));
    }

    private String ratio(Lister other) {
        return number("%.2f", speed(Lister.SCAN_WARM) / speed(other));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
