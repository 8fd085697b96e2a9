package io.nfs2s3.runs;

import java.time.Instant;

/**
 * A batch of names that a run has counted.
 *
 * @param number 1 for the first one of the run
 * @param at when, as {@code now()} is in the transaction that counted it
 * @param counts of the whole run, with this batch
 */
public record RunBatch(long number, Instant at, RunCounts counts) {}
