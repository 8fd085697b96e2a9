package io.nfs2s3.backfill;

/**
 * The section {@code plan} of the settings: what S3 costs, in any currency.
 *
 * @param putPer1000 a thousand PUT requests, 0 to 1,000
 * @param storagePerGibMonth a GiB for a month, 0 to 1,000
 */
public record PlanSettings(double putPer1000, double storagePerGibMonth) {}
