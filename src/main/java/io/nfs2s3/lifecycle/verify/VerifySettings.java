package io.nfs2s3.lifecycle.verify;

/**
 * What daemons verify by themselves; when, stands with their other jobs.
 *
 * @param sampleFiles by chance, 1 to {@value #MOST_SAMPLE}
 * @param wholeRate files a second, 0 for no limit
 */
public record VerifySettings(int sampleFiles, int wholeRate) {
    /** Their rows are in memory. */
    public static final int MOST_SAMPLE = 20_000;
}
