package io.nfs2s3.catalog;

/**
 * How often the ledger says that something happened.
 *
 * @param act a {@link LedgerAct}, or a word of somebody else's
 * @param lines one for each file and time
 * @param bytes of the objects that they name
 */
public record LedgerCount(String act, long lines, long bytes) {}
