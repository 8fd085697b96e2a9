package io.nfs2s3.lab.bench;

import java.util.Locale;

/**
 * What one run cost.
 *
 * @param cpuSeconds of the whole process, user and system
 * @param peakBytes the most memory that the process had resident; 0 where the system does not tell
 * @param firstSeconds until the first file was there; not a number where nobody looked
 */
record Figures(long files, long bytes, double seconds, double cpuSeconds, long peakBytes, double firstSeconds) {
    private static final double MEGABYTE = 1_000_000;
    private static final double TEN = 10;

    Figures(long files, long bytes, double seconds, double cpuSeconds, long peakBytes) {
        this(files, bytes, seconds, cpuSeconds, peakBytes, Double.NaN);
    }

    Figures withFirst(double first) {
        return new Figures(files, bytes, seconds, cpuSeconds, peakBytes, first);
    }

    double filesPerSecond() {
        return files / seconds;
    }

    double megabytesPerSecond() {
        return bytes / seconds / MEGABYTE;
    }

    double cpuPerThousand() {
        return 1_000 * cpuSeconds / files;
    }

    double peakMegabytes() {
        return peakBytes / MEGABYTE;
    }

    /** A rate for people: three digits at least. */
    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < TEN ? "%.2f" : "%.1f", perSecond);
    }
}
