package io.nfs2s3.runs;

/**
 * A process's hold on a run. What it writes while another process has the run is refused.
 *
 * @param owner unique to the process and the run
 * @param isNew whether this process began the run, and did not take it over
 */
public record RunLease(long run, String owner, boolean isNew) {}
