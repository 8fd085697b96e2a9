package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lifecycle.verify.ScheduledVerify;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.progress.ProgressReport.VerifyCounts;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.schedule.JobSpec;
import io.nfs2s3.testing.RecordingLogger;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The verifies of daemons: one host begins each, any goes on. */
class ScheduledVerifyIT {
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static Runs runs;

    @BeforeAll
    static void migrate() {
        try (UploadHook hook = site.application().patientHook();
                MigrationWorker worker = site.application().worker()) {
            for (String path : List.of("images/1.jpg", "images/2.jpg", "images/3.jpg")) {
                site.write(path, path);
                hook.fileUploaded(path);
            }
            worker.runUntilEmpty();
        }
        runs = new Runs(site.jdbi(), RunKind.VERIFY);
    }

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    private static ScheduledVerify whole() {
        return site.application().verifies().scheduledWhole(() -> true, reason -> {});
    }

    @Test
    void of_hosts_whose_turn_comes_at_the_same_time_one_verifies() {
        List<Optional<RunResult>> ran = Together.run(3, i -> () -> whole().begin(HOUR));

        assertThat(ran.stream().flatMap(Optional::stream)).singleElement().isInstanceOf(RunResult.Done.class);
        assertThat(runs.newest(10)).singleElement().extracting(Run::counts).isEqualTo(new RunCounts(0, 3, 0, 0));
        assertThat(whole().begin(HOUR)).as("a host whose clock is behind").isEmpty();
        assertThat(whole().begin(Duration.ZERO)).as("the next turn").isPresent();
    }

    @Test
    void what_a_daemon_left_another_goes_on_with_and_what_failed_is_given_up_at_the_next_turn() {
        assertThat(whole().goOn()).isEmpty();
        site.application().verifies().scheduledWhole(() -> false, reason -> {}).begin(HOUR);
        site.jdbi().useHandle(handle -> handle.execute("UPDATE nfs2s3.run SET state = 'PAUSED', finished_at = NULL"));
        assertThat(whole().begin(Duration.ZERO)).as("it is not begun beside it").isEmpty();

        assertThat(whole().goOn()).get().isInstanceOf(RunResult.Done.class);

        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE nfs2s3.run SET state = 'FAILED', error = 'no right', finished_at = NULL"));
        assertThat(whole().goOn()).isEmpty();
        assertThat(whole().begin(HOUR)).as("in its own turn").isEmpty();
        assertThat(site.query("SELECT state FROM nfs2s3.run")).containsExactly("FAILED");
        assertThat(Together.run(3, i -> () -> whole().begin(Duration.ZERO)).stream()
                        .flatMap(Optional::stream))
                .isNotEmpty();
        assertThat(site.query("SELECT state FROM nfs2s3.run ORDER BY id")).startsWith("CANCELLED", "DONE");
    }

    @Test
    void a_turn_that_could_not_be_begun_is_due_until_it_is() {
        Path aside = site.media().resolveSibling("aside");
        assertThatCode(() -> Files.move(site.media(), aside)).doesNotThrowAnyException();
        try {
            assertThatThrownBy(() -> whole().begin(HOUR)).isInstanceOf(MigrationException.class);
            assertThat(runs.newest(1)).isEmpty();
        } finally {
            assertThatCode(() -> Files.move(aside, site.media())).doesNotThrowAnyException();
        }
        assertThat(whole().begin(HOUR)).isPresent();
    }

    @Test
    void a_verify_of_a_part_does_not_hide_what_the_last_of_everything_found() {
        assertThat(whole().begin(HOUR)).isPresent();
        site.jdbi().useHandle(handle -> handle.execute("""
                INSERT INTO nfs2s3.run (kind, source, what, owner, state, finished_at)
                SELECT 'VERIFY', 'PART', '{"prefix":"images/"}', 'test', 'DONE', now() FROM generate_series(1, 200)
                """));

        assertThat(site.application().progress().report().verifies())
                .extracting(VerifyCounts::name)
                .containsExactly("whole");
    }

    @Test
    void figures_of_verifies_that_cannot_be_read_are_left_out() {
        assertThat(whole().begin(HOUR)).isPresent();
        site.jdbi().useHandle(handle -> handle.execute("ALTER TABLE nfs2s3.run_count RENAME TO run_count_aside"));
        try {
            assertThat(site.application().progress().report().verifies()).isEmpty();
        } finally {
            site.jdbi().useHandle(handle -> handle.execute("ALTER TABLE nfs2s3.run_count_aside RENAME TO run_count"));
        }
    }

    /** One of all files may wait for S3 for five minutes, and begin again at once. */
    @Test
    void who_found_the_other_verify_under_way_has_the_next_turn_on_its_host() {
        Application application = site.application("verify { sample.enabled = true, whole.enabled = true }");
        List<String> had = new CopyOnWriteArrayList<>();
        CompletableFuture<Boolean> underWay = new CompletableFuture<>();
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        List<JobSpec> specs = new VerifyJobs(
                        application,
                        (job, work) -> {
                            had.add(job);
                            underWay.complete(true);
                            end.join();
                        },
                        new SuspendedJobs(new RecordingLogger(), (job, reason) -> {}))
                .specs();
        Runnable sample = specs.get(0).work();
        Runnable whole = specs.get(1).work();
        CompletableFuture<Void> first = CompletableFuture.runAsync(whole);
        underWay.join();
        sample.run();
        end.complete(true);
        first.join();

        whole.run();
        sample.run();
        whole.run();

        assertThat(had).containsExactly("verify-whole", "verify-sample", "verify-whole");
    }

    @Test
    void two_daemons_sample_once_and_tell_it_in_their_report() {
        String sample = "verify.sample { enabled = true, schedule = \"1 h\", files = 2 }";
        String quiet = "worker.enabled = false";
        try (Daemon first = new Daemon(new Application(site.settings(sample, quiet)));
                Daemon second = new Daemon(new Application(site.settings(sample, quiet)))) {
            first.start();
            second.start();
            site.await(() -> site.count("SELECT count(*) FROM nfs2s3.run WHERE state = 'DONE'") == 1);
        }

        assertThat(runs.newest(10)).singleElement().extracting(Run::source).isEqualTo("SCHEDULED_SAMPLE");
        List<VerifyCounts> verifies = site.application().progress().report().verifies();
        assertThat(verifies).singleElement().satisfies(last -> {
            assertThat(last.name()).isEqualTo("sample");
            assertThat(last.verdicts()).containsEntry("match", 2L).containsEntry("differ", 0L);
        });
    }
}
