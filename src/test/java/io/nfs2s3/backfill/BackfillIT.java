package io.nfs2s3.backfill;

import static io.nfs2s3.backfill.BackfillRig.files;
import static io.nfs2s3.backfill.BackfillRig.run;
import static io.nfs2s3.backfill.BackfillRig.these;
import static io.nfs2s3.backfill.BackfillRig.uploads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.nfs2s3.app.Application;
import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.RunSample.Category;
import io.nfs2s3.runs.RunState;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a backfill registers, sends and counts. */
class BackfillIT {
    /** More than three batches. */
    private static final int MANY = 3 * RunExecution.BATCH + 7;

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("backfill");

    private static final Application application = site.application();
    private static final MigrationQueue queue = Queues.of(site, "backfill");
    private static final BackfillRig rig = new BackfillRig(application);

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    @Test
    void every_file_is_registered_once_and_sent_in_few_messages() {
        Run run = rig.run(files("images/", MANY));

        assertThat(run.counts()).isEqualTo(new RunCounts(MANY, 0, 0, 0));
        assertThat(run.sent()).isEqualTo(MANY);
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.finishedAt()).isNotNull();
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media WHERE state = 'QUEUED' AND generation = 1"))
                .isEqualTo(MANY);
        List<MigrationMessage> messages = Queues.take(queue);
        assertThat(messages)
                .hasSizeLessThan(30)
                .allMatch(message -> message.source() == MigrationMessage.Source.BACKFILL);
        assertThat(messages.stream()
                        .flatMap(message -> message.files().stream())
                        .map(Queues::upload))
                .containsExactlyInAnyOrderElementsOf(uploads(MANY));
    }

    @Test
    void a_second_run_finds_all_known_and_changes_nothing() {
        rig.run(files("images/", 50));
        Queues.take(queue);
        List<String> before = site.query("SELECT to_jsonb(m) - 'backfill_run' FROM nfs2s3.media m ORDER BY id");

        Run second = rig.run(files("images/", 50));

        assertThat(second.counts()).isEqualTo(new RunCounts(0, 50, 0, 0));
        assertThat(second.sent()).isZero();
        assertThat(queue.depth().isEmpty()).isTrue();
        assertThat(site.query("SELECT to_jsonb(m) - 'backfill_run' FROM nfs2s3.media m ORDER BY id"))
                .isEqualTo(before);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.superseded")).isZero();
    }

    @Test
    void what_cannot_be_registered_is_counted_with_its_reason() {
        Application kinds = site.application("kinds.other.prefix = \"other/\"");

        RunResult result = run(
                kinds,
                kinds.backfills().backfill().start(Source.SCAN, ""),
                each -> List.of(
                                new ScanEntry.File("images/1.jpg"),
                                new ScanEntry.File("images/1.jpg"),
                                new ScanEntry.File("elsewhere/2.jpg"),
                                new ScanEntry.File("images//3.jpg"),
                                new ScanEntry.Skipped(".nfs4", "left over by NFS"),
                                new ScanEntry.Bad("images/\\xFF.jpg", "not UTF-8"))
                        .forEach(each),
                () -> true);

        Run run = ((RunResult.Done) result).run();
        assertThat(run.counts()).isEqualTo(new RunCounts(1, 0, 2, 2));
        assertThat(run.counts().seen()).isEqualTo(5);
        assertThat(application.backfills().runs().samples(run.id()))
                .extracting(RunSample::category, RunSample::name)
                .containsExactly(
                        tuple(Category.SKIPPED, "elsewhere/2.jpg"),
                        tuple(Category.FAILED, "images//3.jpg"),
                        tuple(Category.SKIPPED, ".nfs4"),
                        tuple(Category.FAILED, "images/\\xFF.jpg"));
    }

    @Test
    void files_of_a_kind_that_is_not_migrated_are_held_until_it_is() {
        Run held = rig.run(these("audio/1.mp3", "images/1.jpg"));

        assertThat(held.sent()).isEqualTo(1);
        assertThat(site.query("SELECT state FROM nfs2s3.media ORDER BY path")).containsExactly("HELD", "QUEUED");
        assertThat(Queues.takeUploads(queue)).containsExactly(new FileVersion(MediaPath.of("images/1.jpg"), 1));

        Application switchedOn = site.application("kinds.audio.migrate = true");
        RunResult result = run(
                switchedOn,
                switchedOn.backfills().backfill().start(Source.SCAN, ""),
                these("audio/1.mp3", "images/1.jpg"),
                () -> true);

        assertThat(((RunResult.Done) result).run().counts()).isEqualTo(new RunCounts(0, 2, 0, 0));
        assertThat(((RunResult.Done) result).run().sent()).isEqualTo(1);
        assertThat(site.query("SELECT state FROM nfs2s3.media ORDER BY path")).containsExactly("QUEUED", "QUEUED");
        assertThat(Queues.takeUploads(queue)).containsExactly(new FileVersion(MediaPath.of("audio/1.mp3"), 1));
    }

    @Test
    void a_file_that_is_uploaded_meanwhile_keeps_its_newer_generation() {
        rig.run(these("images/1.jpg"));
        application.catalog().register(List.of(MediaPath.of("images/1.jpg")));

        assertThat(rig.run(these("images/1.jpg")).counts()).isEqualTo(new RunCounts(0, 1, 0, 0));

        assertThat(site.query("SELECT generation::text FROM nfs2s3.media")).containsExactly("2");
    }

    @Test
    void the_first_message_is_sent_while_names_still_come() {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        rig.run(each -> {
            each.accept(new ScanEntry.File("images/first.jpg"));
            site.await(() -> queue.depth().visible() == 1);
            seen.complete(null);
        });
        assertThat(seen).isCompleted();
    }

    @Test
    void a_scan_says_which_files_in_media_are_not_on_nfs() {
        application.catalog().register(List.of(MediaPath.of("images/gone.jpg"), MediaPath.of("audio/other.mp3")));

        RunResult result = run(
                application,
                application.backfills().backfill().start(Source.SCAN, "images/"),
                each -> {
                    each.accept(new ScanEntry.File("images/there.jpg"));
                    application.catalog().register(List.of(MediaPath.of("images/uploaded-meanwhile.jpg")));
                },
                () -> true);

        Run run = ((RunResult.Done) result).run();
        assertThat(run.missing()).isEqualTo(1);
        assertThat(application.backfills().runs().samples(run.id()))
                .containsExactly(new RunSample(Category.MISSING, "images/gone.jpg", "it is QUEUED"));
    }

    @Test
    void a_directory_that_a_list_names_is_left_out_and_said_once() throws IOException {
        site.write("images/album.jpg/1.jpg", "in a directory that is named like a file");
        Path link = site.media().resolve("images/link.jpg");
        Files.createSymbolicLink(link, Path.of("album.jpg"));
        NameSource list =
                these("images/album.jpg", "images/album.jpg/1.jpg", "images/link.jpg", "images/not-there.jpg");
        Backfill backfill = application.backfills().backfill();
        RunCounts expected = new RunCounts(2, 0, 2, 0);

        assertThat(backfill.preview(Source.MANIFEST, list, new RunProgress(), () -> true))
                .isEqualTo(expected);
        RunResult result = backfill.run(
                backfill.start(Source.MANIFEST, "a list"), Source.MANIFEST, list, new RunProgress(), () -> true);

        Run run = ((RunResult.Done) result).run();
        assertThat(run.counts()).isEqualTo(expected);
        assertThat(application.backfills().runs().samples(run.id()))
                .containsExactly(
                        new RunSample(Category.SKIPPED, "images/album.jpg", "it is no file"),
                        new RunSample(Category.SKIPPED, "images/link.jpg", "it is no file"));
        Files.delete(link);
        assertThat(site.query("SELECT path FROM nfs2s3.media ORDER BY path"))
                .containsExactly("images/album.jpg/1.jpg", "images/not-there.jpg");
    }

    @Test
    void a_preview_changes_nothing() {
        rig.run(these("images/1.jpg"));

        RunCounts counts = application
                .backfills()
                .backfill()
                .preview(Source.MANIFEST, these("images/1.jpg", "images/2.jpg"), new RunProgress(), () -> true);

        assertThat(counts).isEqualTo(new RunCounts(1, 1, 0, 0));
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isEqualTo(1);
    }
}
