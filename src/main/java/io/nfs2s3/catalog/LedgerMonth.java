package io.nfs2s3.catalog;

import java.time.YearMonth;

/**
 * A month of the ledger, in UTC.
 *
 * @param bytes of its table with the indexes; 0 when its lines are in the default table
 */
public record LedgerMonth(YearMonth month, long bytes) {}
