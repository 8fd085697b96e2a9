package io.nfs2s3.lab.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The last line of a benchmark: its figures, and the lowest ratio of all. */
final class Summary {
    private static final double MILLI = 1_000;
    private final String bench;
    private final StringBuilder figures = new StringBuilder();
    private double lowest = Double.POSITIVE_INFINITY;
    private String lowestOf = "none";

    Summary(String bench) {
        this.bench = bench;
    }

    /** A figure without an alternative to compare it with. */
    void add(String key, String value) {
        figures.append(' ').append(key).append('=').append(value);
    }

    /** The median and the worst of some times. */
    void add(String what, Samples times) {
        add(what + "_median_ms", millis(times.p50()));
        add(what + "_worst_ms", millis(times.micros(1)));
    }

    private static String millis(double micros) {
        return String.format(Locale.ROOT, "%.0f", micros / MILLI);
    }

    /**
     * A figure against the best alternative.
     *
     * @param name also the beginning of its key
     */
    void addRatio(String name, String alternative, double ratio) {
        add(name + "_ratio", String.format(Locale.ROOT, "%.2f", ratio));
        if (ratio < lowest) {
            lowest = ratio;
            lowestOf = name + "/" + alternative;
        }
    }

    /**
     * The standings of one size and target.
     *
     * @param ours the standing that is measured against the best alternative
     */
    void add(String size, String target, List<Standing> standings, Standing ours) {
        String name = size + "_" + target;
        for (Standing standing : standings) {
            String key =
                    standing.equals(ours) ? name : name + "_" + standing.name().replaceAll("[^a-z0-9]+", "_");
            add(key, perSecond(standing));
        }
        Optional<Standing> best = standings.stream()
                .filter(standing -> !standing.isOurs() && standing.best().isPresent())
                .max(Comparator.comparingDouble(Summary::speed));
        if (best.isEmpty() || ours.best().isEmpty()) {
            add(name + "_ratio", "none");
            return;
        }
        addRatio(name, best.get().name(), speed(ours) / speed(best.get()));
    }

    private static double speed(Standing standing) {
        return standing.best().map(Figures::filesPerSecond).orElse(0.0);
    }

    private static String perSecond(Standing standing) {
        return standing.best().map(best -> Figures.rate(best.filesPerSecond())).orElse("void");
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "bench %s:%s ratio_of=%s ratio=%s",
                bench,
                figures,
                lowestOf,
                Double.isInfinite(lowest) ? "none" : String.format(Locale.ROOT, "%.2f", lowest));
    }
}
