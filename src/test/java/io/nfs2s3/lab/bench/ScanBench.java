package io.nfs2s3.lab.bench;

import io.nfs2s3.lab.bench.ListerRun.Listing;
import java.io.IOException;
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
    private final NameSet names;
    private final int rounds;
    private final Summary summary;
    private final Map<Lister, Listing> best = new EnumMap<>(Lister.class);

    ScanBench(NameSet names, int rounds, Summary summary) {
        this.names = names;
        this.rounds = rounds;
        this.summary = summary;
    }

    void run() throws IOException, InterruptedException {
        measure();
        print();
    }

    private void measure() throws IOException, InterruptedException {
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
                if (listing.names() != names.count()) {
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
                Locale.ROOT,
                "%n%,d empty files in one directory, rounds %d (the best counts)%n",
                names.count(),
                rounds);
        System.out.printf(ROW, "", "names/s", "seconds", "first, ms", "peak MB", "speed");
        summary.add("names", String.valueOf(names.count()));
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
            summary.add(key + "_per_s", number("%.0f", listing.namesPerSecond()));
            summary.add(key + "_peak_mb", number("%.0f", megabytes));
        });
        Optional<Lister> alternative =
                best.keySet().stream().filter(lister -> !lister.isOurs()).max(Comparator.comparingDouble(this::speed));
        alternative.ifPresent(
                other -> summary.addRatio("scan", other.program(), speed(Lister.SCAN_WARM) / speed(other)));
    }

    private String ratio(Lister other) {
        return number("%.2f", speed(Lister.SCAN_WARM) / speed(other));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
