package io.nfs2s3.schedule;

/** When a job runs on this host, if it does. */
public record JobSettings(boolean enabled, JobSchedule schedule) {}
