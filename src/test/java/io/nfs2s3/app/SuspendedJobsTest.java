package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.nfs2s3.testing.RecordingLogger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuspendedJobsTest {
    @Test
    void a_job_is_told_to_be_suspended_once_whatever_the_reason_becomes_and_resumed_once() {
        RecordingLogger log = new RecordingLogger();
        List<String> told = new ArrayList<>();
        SuspendedJobs jobs = new SuspendedJobs(log, (job, reason) -> told.add(job + ":" + reason));

        jobs.report("sweep", "");
        for (int queued = 0; queued < 10; queued++) {
            jobs.report("backfill", queued + " files are queued ahead");
            jobs.report("sweep", "");
        }
        jobs.report("drain", "SQS is down");
        assertThat(jobs.reasons())
                .containsOnly(entry("backfill", "0 files are queued ahead"), entry("drain", "SQS is down"));
        jobs.report("backfill", "");
        jobs.report("backfill", "");

        assertThat(jobs.reasons()).containsOnlyKeys("drain");
        assertThat(log.lines())
                .containsExactly(
                        "job suspended job=backfill reason=\"0 files are queued ahead\"",
                        "job suspended job=drain reason=\"SQS is down\"",
                        "job resumed job=backfill");
        assertThat(told).containsExactly("backfill:0 files are queued ahead", "drain:SQS is down", "backfill:");
    }
}
