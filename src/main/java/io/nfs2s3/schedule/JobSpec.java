package io.nfs2s3.schedule;

/**
 * One job of the daemon.
 *
 * @param work one run; deals with its own errors
 */
public record JobSpec(String name, JobSchedule schedule, Runnable work) {}
