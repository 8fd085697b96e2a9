package io.nfs2s3.backfill;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.runs.RunCounts;
import java.time.Instant;
import java.util.List;

/**
 * A batch that was registered.
 *
 * @param counts of this batch
 * @param toSend the files that are QUEUED by it and need a message
 * @param at when
 */
public record BackfillRegistered(RunCounts counts, List<FileVersion> toSend, Instant at) {}
