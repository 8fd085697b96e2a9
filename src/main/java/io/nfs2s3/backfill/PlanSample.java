package io.nfs2s3.backfill;

import java.util.List;

/**
 * Some of the files, each looked at.
 *
 * @param files how many
 * @param unusable those of them that are no files after all, are gone, or may not be read; they count with no bytes
 * @param meanBytes of a file
 * @param meanBytesError the mean of all files is within this distance with a probability of 95 %, as far as the sample
 *     is like the rest
 * @param meanPuts requests that put a file
 * @param meanPathBytes of a path, in UTF-8
 */
public record PlanSample(
        int files, int unusable, double meanBytes, double meanBytesError, double meanPuts, double meanPathBytes) {
    /** S3 takes no more parts than this in one upload. */
    private static final long MOST_PARTS = 10_000;

    /** Beginning a multipart upload, and completing it. */
    private static final int AROUND_PARTS = 2;

    private static final double NORMAL_95 = 1.96;

    /**
     * A file that was looked at.
     *
     * @param usable whether it is a file that can be read; if not, its size is 0
     */
    record Looked(long sizeBytes, int pathBytes, boolean usable) {}

    /**
     * @param onePut files larger than this are put in parts
     * @param partSize of these
     * @param all how many files there are; a sample of all of them has no error
     */
    static PlanSample of(List<Looked> sample, long onePut, long partSize, long all) {
        int count = sample.size();
        if (count == 0) {
            return new PlanSample(0, 0, 0, 0, 0, 0);
        }
        double mean = sample.stream().mapToLong(Looked::sizeBytes).average().orElse(0);
        double squares = sample.stream()
                .mapToDouble(file -> Math.pow(file.sizeBytes() - mean, 2))
                .sum();
        double error = count == all ? 0 : NORMAL_95 * Math.sqrt(squares / Math.max(1, count - 1) / count);
        return new PlanSample(
                count,
                (int) sample.stream().filter(file -> !file.usable()).count(),
                mean,
                error,
                sample.stream()
                        .mapToLong(file -> puts(file, onePut, partSize))
                        .average()
                        .orElse(0),
                sample.stream().mapToInt(Looked::pathBytes).average().orElse(0));
    }

    private static long puts(Looked file, long onePut, long partSize) {
        return file.usable() ? puts(file.sizeBytes(), onePut, partSize) : 0;
    }

    /**
     * How many requests put a file.
     *
     * @param onePut files larger than this are put in parts; in bytes
     * @param partSize of these
     */
    public static long puts(long sizeBytes, long onePut, long partSize) {
        return sizeBytes <= onePut ? 1 : AROUND_PARTS + Math.min(MOST_PARTS, (sizeBytes + partSize - 1) / partSize);
    }
}
