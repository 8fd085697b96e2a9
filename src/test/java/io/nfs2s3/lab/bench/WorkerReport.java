package io.nfs2s3.lab.bench;

import java.util.Locale;

/**
 * What the process of a worker says of itself, as one line.
 *
 * @param peakBytes since the process began
 * @param firstMinute files that were migrated in the first minute
 */
record WorkerReport(double seconds, double cpuSeconds, long peakBytes, long firstMinute) {
    private static final String BEGIN = "worker-report ";
    private static final int VALUES = 4;

    String line() {
        return String.format(Locale.ROOT, "%s%.4f %.3f %d %d", BEGIN, seconds, cpuSeconds, peakBytes, firstMinute);
    }

    /** @throws IllegalStateException when the output has no such line */
    static WorkerReport find(String output) {
        String[] values = output.lines()
                .filter(line -> line.startsWith(BEGIN))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the worker did not finish: " + output))
                .substring(BEGIN.length())
                .split(" ", VALUES);
        return new WorkerReport(
                Double.parseDouble(values[0]),
                Double.parseDouble(values[1]),
                Long.parseLong(values[2]),
                Long.parseLong(values[3]));
    }
}
