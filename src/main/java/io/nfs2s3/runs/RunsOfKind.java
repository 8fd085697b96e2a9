package io.nfs2s3.runs;

/**
 * How it stands with the runs of one kind.
 *
 * @param running how many are RUNNING
 * @param paused how many are PAUSED
 * @param failed how many are FAILED, and can be gone on with
 * @param names that the newest has been through
 */
public record RunsOfKind(RunKind kind, long running, long paused, long failed, long names) {}
