package io.nfs2s3.progress;

import java.time.Instant;

/**
 * One minute of the history, of all hosts together.
 *
 * @param at when it began
 * @param files flipped in it
 * @param bytes of those
 * @param isSampled whether a daemon looked at the site in it; the next two are known only then
 * @param queued files that were QUEUED
 * @param rests whether the backfill was paused, or outside of its hours
 */
public record Minute(Instant at, long files, long bytes, boolean isSampled, long queued, boolean rests) {}
