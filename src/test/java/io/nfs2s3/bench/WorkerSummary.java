package io.nfs2s3.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The last line: figures of every size and target, and the lowest ratio of all. */
final class WorkerSummary {
    private final StringBuilder figures = new StringBuilder();
    private double lowest = Double.POSITIVE_INFINITY;
    private String lowestOf = "none";

    /** @param ours the standing that is measured against the best alternative */
    void add(String size, String target, List<Standing> standings, Standing ours) {
        String name = size + "_" + target;
        for (Standing standing : standings) {
            String key =
                    standing.equals(ours) ? name : name + "_" + standing.name().replaceAll("[^a-z0-9]+", "_");
            figures.append(' ').append(key).append('=').append(perSecond(standing));
        }
        Optional<Standing> best = standings.stream()
                .filter(standing -> !standing.isOurs() && standing.best().isPresent())
                .max(Comparator.comparingDouble(WorkerSummary::speed));
        if (best.isEmpty() || ours.best().isEmpty()) {
            figures.append(' ').append(name).append("_ratio=none");
            return;
        }
        double ratio = speed(ours) / speed(best.get());
        figures.append(String.format(Locale.ROOT, " %s_ratio=%.2f", name, ratio));
        if (ratio < lowest) {
            lowest = ratio;
            lowestOf = name + "/" + best.get().name();
        }
    }

    private static double speed(Standing standing) {
        return standing.best().map(Figures::filesPerSecond).orElse(0.0);
    }

    private static String perSecond(Standing standing) {
        return standing.best().map(best -> Figures.rate(best.filesPerSecond())).orElse("void");
    }

    void print() {
        System.out.printf(
                Locale.ROOT,
                "%nbench worker:%s ratio_of=%s ratio=%s%n",
                figures,
                lowestOf,
                Double.isInfinite(lowest) ? "none" : String.format(Locale.ROOT, "%.2f", lowest));
    }
}
