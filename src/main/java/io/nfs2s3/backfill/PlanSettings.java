package io.nfs2s3.backfill;

/**
 * The section {@code plan} of the settings: what S3 costs, in any currency.
 *
 * @param putPer1000 a thousand PUT, COPY or LIST requests, 0 to 1,000
 * @param getPer1000 a thousand GET or HEAD requests, 0 to 1,000
 * @param outPerGib a GiB that leaves S3, 0 to 1,000
 * @param storagePerGibMonth a GiB for a month, 0 to 1,000
 */
public record PlanSettings(double putPer1000, double getPer1000, double outPerGib, double storagePerGibMonth) {}
