package io.nfs2s3.backfill;

import io.nfs2s3.queue.MigrationMessage;

/**
 * What a backfill would come to: the count, and what a sample of it says of the rest. Files that are migrated already
 * are among them.
 *
 * @param bytes of all files
 * @param putRequests to S3
 * @param putCost of those, in the currency of the settings
 * @param storageCostPerMonth of the bytes, likewise
 * @param sqsRequests as SQS bills them, 64 KiB each: a message is sent, received and deleted
 */
public record BackfillPlan(
        PlanCount count,
        PlanSample sample,
        long bytes,
        long putRequests,
        double putCost,
        double storageCostPerMonth,
        long sqsRequests) {
    private static final double GIB = 1024.0 * 1024 * 1024;
    private static final int SQS_BILLED_BYTES = 64 * 1024;
    /** Field names, generation and punctuation of a file in a message. */
    private static final int AROUND_PATH_BYTES = 40;

    static BackfillPlan of(PlanCount count, PlanSample sample, PlanSettings prices) {
        long bytes = Math.round(count.files() * sample.meanBytes());
        long puts = Math.round(count.files() * sample.meanPuts());
        return new BackfillPlan(
                count,
                sample,
                bytes,
                puts,
                puts / 1_000.0 * prices.putPer1000(),
                bytes / GIB * prices.storagePerGibMonth(),
                sqsRequests(count.files(), sample.meanPathBytes() + AROUND_PATH_BYTES));
    }

    private static long sqsRequests(long files, double bytesOfFile) {
        double filesOfMessage = Math.min(MigrationMessage.MAX_FILES, MigrationMessage.MAX_BYTES / bytesOfFile);
        long messages = (long) Math.ceil(files / filesOfMessage);
        long billed = (long) Math.ceil(Math.min((double) files, filesOfMessage) * bytesOfFile / SQS_BILLED_BYTES);
        return messages * (2 * billed + 1);
    }

    /** How long it takes at a rate of so many files a second, which is above 0. */
    public double days(double filesPerSecond) {
        return count.files() / filesPerSecond / 86_400;
    }
}
