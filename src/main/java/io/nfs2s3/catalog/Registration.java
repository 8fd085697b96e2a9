package io.nfs2s3.catalog;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaState;

/**
 * The answer to registering one upload.
 *
 * @param state {@code QUEUED}, or {@code HELD} for a kind that is not migrated
 * @param outboxEmpty whether the outbox had no entry, and the site is not suspended: for a caller with a deadline when
 *     the row was locked, else in the snapshot of the same statement
 */
public record Registration(FileVersion upload, MediaState state, boolean outboxEmpty) {}
