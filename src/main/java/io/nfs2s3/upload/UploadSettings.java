package io.nfs2s3.upload;

import io.nfs2s3.media.Problems;
import io.nfs2s3.media.SettingRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code upload} of the settings.
 *
 * @param budget how long one call may take while one of SQS, the database and the spool is well, 200 ms to 60 s
 * @param lastResort how much longer a call may take when only one way is left, or none, before the upload is refused;
 *     0 to 60 s
 * @param retrySqsAfter how long SQS is left alone after it failed, 1 s to 10 m
 * @param retryDatabaseAfter how long the database is left alone after it failed, 1 s to 10 m
 * @param poolSize 1 to 100 database connections
 * @param spool file on the local disk for uploads that neither SQS nor the database can take, absolute; may be empty
 */
public record UploadSettings(
        Duration budget,
        Duration lastResort,
        Duration retrySqsAfter,
        Duration retryDatabaseAfter,
        int poolSize,
        Optional<Path> spool) {
    public static final SettingRange<Duration> BUDGET =
            new SettingRange<>("upload.budget", Duration.ofMillis(200), Duration.ofSeconds(60));
    public static final SettingRange<Duration> LAST_RESORT =
            new SettingRange<>("upload.lastResort", Duration.ZERO, Duration.ofSeconds(60));
    public static final SettingRange<Duration> RETRY_SQS_AFTER =
            new SettingRange<>("upload.retrySqsAfter", Duration.ofSeconds(1), Duration.ofMinutes(10));
    public static final SettingRange<Duration> RETRY_DATABASE_AFTER =
            new SettingRange<>("upload.retryDatabaseAfter", Duration.ofSeconds(1), Duration.ofMinutes(10));
    public static final SettingRange<Integer> POOL_SIZE = new SettingRange<>("upload.poolSize", 1, 100);

    /** 800 ms, 5 s, 10 s, 2 s, 4 connections, no spool. */
    public static final UploadSettings DEFAULTS = new UploadSettings(
            Duration.ofMillis(800),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            4,
            Optional.empty());

    /** @throws IllegalArgumentException with one line for each value that is out of its range */
    public UploadSettings {
        new Problems()
                .addFrom(() -> BUDGET.require(budget))
                .addFrom(() -> LAST_RESORT.require(lastResort))
                .addFrom(() -> RETRY_SQS_AFTER.require(retrySqsAfter))
                .addFrom(() -> RETRY_DATABASE_AFTER.require(retryDatabaseAfter))
                .addFrom(() -> POOL_SIZE.require(poolSize))
                .addFrom(() -> spool.ifPresent(UploadSettings::requireFile))
                .throwIfAny();
    }

    private static void requireFile(Path spool) {
        if (!spool.isAbsolute() || spool.getParent() == null) {
            throw new IllegalArgumentException(
                    "upload.spool = \"" + spool + "\" must be an absolute path of a file, or empty");
        }
    }

    /** The same with another budget. */
    public UploadSettings withBudget(Duration longer) {
        return new UploadSettings(longer, lastResort, retrySqsAfter, retryDatabaseAfter, poolSize, spool);
    }
}
