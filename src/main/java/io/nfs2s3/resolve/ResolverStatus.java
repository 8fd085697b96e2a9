package io.nfs2s3.resolve;

/**
 * How a resolver fares. All but {@code size} count since it was opened.
 *
 * @param remembered answers from the cache
 * @param lookedUp answers that the database was asked for
 * @param stale answers from the cache that were due, while the database could not be asked
 * @param assumed answers that were a guess: nothing remembered, and the database could not be asked
 * @param queries queries that the database answered
 * @param failures queries that it did not answer
 * @param refreshed locations that were looked up again in the background
 * @param evicted locations that were forgotten for want of room
 * @param size locations that are remembered now, about
 */
public record ResolverStatus(
        long remembered,
        long lookedUp,
        long stale,
        long assumed,
        long queries,
        long failures,
        long refreshed,
        long evicted,
        long size) {}
