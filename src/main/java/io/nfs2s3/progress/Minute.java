package io.nfs2s3.progress;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One minute of the history, of all hosts together.
 *
 * @param at when it began
 * @param files flipped in it
 * @param bytes of those
 * @param queued files that were QUEUED; null when no daemon wrote in it what the site has
 */
public record Minute(
        Instant at, long files, long bytes, @Nullable Long queued) {}
