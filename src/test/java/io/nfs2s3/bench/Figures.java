package io.nfs2s3.bench;

/**
 * What one run cost.
 *
 * @param cpuSeconds of the whole process, user and system
 * @param peakBytes the most memory that the process had resident; 0 where the system does not tell
 */
record Figures(long files, long bytes, double seconds, double cpuSeconds, long peakBytes) {
    private static final double MEGABYTE = 1_000_000;

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
}
