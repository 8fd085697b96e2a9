package io.nfs2s3.recovery;

import java.time.Duration;

/**
 * The section {@code sweep} of the settings.
 *
 * @param age files that have been QUEUED for longer go back to the queue, 1 m to 14 d
 */
public record SweepSettings(Duration age) {}
