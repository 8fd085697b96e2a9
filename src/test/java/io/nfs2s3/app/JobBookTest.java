package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.schedule.JobSchedule;
import io.nfs2s3.schedule.JobSpec;
import io.nfs2s3.testing.RecordingLogger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class JobBookTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private final SuspendedJobs suspended = new SuspendedJobs(new RecordingLogger(), (job, reason) -> {});
    private final JobBook book = new JobBook(suspended::isSuspended, Clock.fixed(NOW, ZoneOffset.UTC));

    private Runnable noted(String name, Runnable work) {
        return book.noted(new JobSpec(name, new JobSchedule.Every(Duration.ofSeconds(1)), work))
                .work();
    }

    @Test
    void a_job_that_has_come_to_its_end_is_noted_and_before_that_not() {
        Runnable job = noted("drain", () -> {});
        assertThat(book.lastSuccess()).containsEntry("drain", Instant.EPOCH);

        job.run();

        assertThat(book.lastSuccess()).containsEntry("drain", NOW);
    }

    @Test
    void one_that_fails_or_is_suspended_is_not_and_a_part_that_is_suspended_counts() {
        Runnable failing = noted("ledger", () -> {
            throw new IllegalStateException("a defect");
        });
        assertThatThrownBy(failing::run).hasMessage("a defect");
        noted("drain", () -> suspended.report("drain", "SQS is down")).run();
        noted("sweep", () -> suspended.report("sweep-objects", "S3 is down")).run();

        assertThat(book.lastSuccess().values()).containsOnly(Instant.EPOCH);
        assertThat(suspended.isSuspended("sweep")).isTrue();
        suspended.report("sweep-objects", "");
        assertThat(suspended.isSuspended("sweep")).isFalse();
    }
}
