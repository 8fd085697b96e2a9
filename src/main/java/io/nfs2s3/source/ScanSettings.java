package io.nfs2s3.source;

/**
 * The section {@code backfill.scan} of the settings.
 *
 * @param statAll look at each name, not only at those that are likely to be directories
 */
public record ScanSettings(boolean statAll) {}
