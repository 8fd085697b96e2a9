package io.nfs2s3.lifecycle.retire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.catalog.MediaFilter;
import io.nfs2s3.lifecycle.FileRequest;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.retire.Retire.Direction;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.testing.Directories;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Originals go, come back and are written anew by the selections that a roll back takes. */
class RetireSelectionIT {
    private static final FileSelection LIST = new FileSelection(MediaFilter.ALL, List.of(), "list", false);
    private static final Instant BETWEEN = Instant.parse("2026-01-02T00:00:00Z");

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final RetireRig rig = new RetireRig(site);

    @BeforeEach
    void clear() throws IOException {
        site.clearRuns();
        rig.goOn();
        rig.names = each -> {};
        for (String directory : List.of("images", ".nfs2s3-trash")) {
            if (Files.exists(rig.file(directory))) {
                Directories.delete(rig.file(directory));
            }
        }
    }

    private static FileSelection narrowed(String prefix, @Nullable String kind, TimeRange migrated) {
        return FileSelection.of(new MediaFilter(prefix, kind, migrated));
    }

    private static void list(String... names) {
        rig.names = each -> List.of(names).forEach(name -> each.accept(new ScanEntry.File(name)));
    }

    private Run restore(FileSelection files) {
        RunLease lease = rig.application.retires().restore().start(FileRequest.of(files), 0);
        RunResult result = rig.application
                .retires()
                .restore()
                .run(lease, files, rig.work(Long.MAX_VALUE, Long.MAX_VALUE), (path, what) -> {});
        return RetireRig.done(result);
    }

    @Test
    void kind_and_time_narrow_what_goes_what_comes_back_and_what_is_written_anew() {
        rig.migrate("images/1.jpg", "images/2.jpg", "images/sound.mp3");
        rig.sql("UPDATE nfs2s3.media SET kind = 'audio' WHERE path = 'images/sound.mp3'");
        rig.sql("UPDATE nfs2s3.media SET migrated_at = '2026-01-01Z' WHERE path = 'images/1.jpg'");
        FileSelection oldImages = narrowed("", "image", new TimeRange(null, BETWEEN));

        rig.run(Direction.RETIRE, oldImages);
        assertThat(rig.trash()).containsExactly("images/1.jpg");
        rig.run(Direction.RETIRE, narrowed("", "audio", TimeRange.ALL));
        rig.run(Direction.RETIRE, narrowed("images/2", null, new TimeRange(BETWEEN, null)));
        assertThat(rig.trash()).containsExactly("images/1.jpg", "images/2.jpg", "images/sound.mp3");

        rig.run(Direction.PUT_BACK, oldImages);
        assertThat(rig.trash()).containsExactly("images/2.jpg", "images/sound.mp3");
        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        rig.run(Direction.EMPTY, narrowed("", "image", TimeRange.ALL));
        assertThat(rig.trash()).containsExactly("images/sound.mp3");

        assertThat(restore(narrowed("", "image", new TimeRange(null, BETWEEN))).counts())
                .as("the one that is in its place")
                .isEqualTo(new RunCounts(0, 1, 0, 0));
        assertThat(restore(narrowed("", "image", new TimeRange(BETWEEN, null))).counts())
                .isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(rig.rows())
                .containsExactly("images/1.jpg MIGRATED", "images/2.jpg MIGRATED", "images/sound.mp3 RETIRED");
    }

    @Test
    void a_list_names_what_goes_and_what_is_no_path_is_told() {
        rig.migrate("images/1.jpg", "images/2.jpg", "images/3.jpg");
        rig.names = each -> {
            each.accept(new ScanEntry.File("images/3.jpg"));
            each.accept(new ScanEntry.File("images/1.jpg"));
            each.accept(new ScanEntry.File("images/3.jpg"));
            each.accept(new ScanEntry.File("images/nobody.jpg"));
            each.accept(new ScanEntry.Bad("../x", "line 5: it has a \"..\" segment"));
            each.accept(new ScanEntry.Skipped(".hidden", "line 6: it starts with a dot"));
        };

        assertThat(rig.run(Direction.RETIRE, LIST).counts()).isEqualTo(new RunCounts(2, 0, 1, 2));
        assertThat(rig.reasons()).containsExactly("../x BAD_NAME", "images/nobody.jpg NOT_REGISTERED");
        assertThat(rig.trash()).containsExactly("images/1.jpg", "images/3.jpg");
        assertThat(site.query("SELECT category || ' ' || name FROM nfs2s3.run_sample ORDER BY 1"))
                .containsExactly("FAILED ../x", "FAILED images/nobody.jpg", "SKIPPED .hidden");
    }

    /** Its page of the table is empty, not the first one. */
    @Test
    void a_list_without_a_path_is_about_no_file() {
        rig.migrate("images/1.jpg");
        rig.names = each -> each.accept(new ScanEntry.Skipped("Thumbs.db", "line 1"));

        assertThat(rig.run(Direction.RETIRE, LIST).counts()).isEqualTo(new RunCounts(0, 0, 1, 0));
        list();
        assertThat(rig.run(Direction.RETIRE, LIST).counts()).isEqualTo(RunCounts.NONE);
        assertThat(restore(LIST).counts()).isEqualTo(RunCounts.NONE);
        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED");
    }

    @Test
    void a_long_list_goes_page_by_page_and_ends_at_the_limit() {
        String[] paths =
                IntStream.range(0, 30).mapToObj(i -> "images/" + i + ".jpg").toArray(String[]::new);
        rig.migrate(paths);
        int[] asked = {0};
        rig.names = each -> {
            for (int i = 0; i < 2_000; i++) {
                asked[0]++;
                each.accept(new ScanEntry.File(i % 2 == 0 ? "images/nobody" + i : paths[i / 2 % paths.length]));
            }
        };
        RunLease lease = rig.retire().start(Direction.RETIRE, new FileRequest(LIST, 5, false), 0);

        Run run = RetireRig.done(
                rig.retire().run(lease, Direction.RETIRE, FileRequest.of(LIST), rig.work(5, Long.MAX_VALUE)));

        assertThat(run.counts().done()).isEqualTo(5);
        assertThat(asked[0]).as("no more is read than is needed").isEqualTo(500);
    }

    @Test
    void a_resumed_run_wants_its_list_again_and_what_it_did_is_done() {
        rig.migrate("images/1.jpg", "images/2.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        RunLease lease = rig.retire().start(Direction.PUT_BACK, FileRequest.of(LIST), 0);
        rig.names = each -> {
            for (int i = 0; i < 500; i++) {
                each.accept(new ScanEntry.File("images/1.jpg"));
            }
            throw new IllegalArgumentException("the list cannot be read");
        };
        assertThatThrownBy(() -> rig.take(lease, Direction.PUT_BACK, LIST)).hasMessage("the list cannot be read");
        assertThat(rig.trash()).containsExactly("images/2.jpg");

        list();
        assertThatThrownBy(() -> rig.take(rig.retire().takeOver(lease.run()), Direction.PUT_BACK, LIST))
                .hasMessageContaining("give it the whole list");
        list("images/1.jpg", "images/2.jpg");
        assertThatThrownBy(() -> rig.take(rig.retire().takeOver(lease.run()), Direction.PUT_BACK, LIST))
                .hasMessageContaining("500 or more");
        rig.names = each -> {
            for (int i = 0; i < 500; i++) {
                each.accept(new ScanEntry.File(i % 2 == 0 ? "images/1.jpg" : "images/2.jpg"));
            }
        };
        Run run = RetireRig.done(rig.take(rig.retire().takeOver(lease.run()), Direction.PUT_BACK, LIST));

        assertThat(run.counts()).isEqualTo(new RunCounts(2, 2, 0, 0));
        assertThat(rig.left).isEmpty();
        assertThat(rig.trash()).isEmpty();
    }

    /** Nothing was changed yet; but a list that is empty now is not the one that somebody began with. */
    @Test
    void a_run_that_did_nothing_yet_does_not_end_by_an_empty_list() {
        rig.migrate("images/1.jpg");
        RunLease lease = rig.retire().start(Direction.RETIRE, FileRequest.of(LIST), 0);
        rig.sql("UPDATE nfs2s3.run SET state = 'PAUSED'"); // as a process that ended before its first file

        list();
        assertThatThrownBy(() -> rig.take(rig.retire().takeOver(lease.run()), Direction.RETIRE, LIST))
                .hasMessageContaining("give it the whole list");
        list("images/1.jpg");
        assertThat(RetireRig.done(rig.take(rig.retire().takeOver(lease.run()), Direction.RETIRE, LIST))
                        .counts()
                        .done())
                .isEqualTo(1);
    }

    @Test
    void a_shorter_list_than_the_run_has_read_is_refused() {
        rig.migrate("images/1.jpg");
        RunLease lease = rig.retire().start(Direction.RETIRE, FileRequest.of(LIST), 0);
        rig.names = each -> {
            for (int i = 0; i < 500; i++) {
                each.accept(new ScanEntry.File(i == 0 ? "images/1.jpg" : "images/nobody" + i));
            }
            throw new IllegalArgumentException("the list cannot be read");
        };
        assertThatThrownBy(() -> rig.take(lease, Direction.RETIRE, LIST)).hasMessage("the list cannot be read");

        list("images/1.jpg", "images/2.jpg");
        assertThatThrownBy(() -> rig.take(rig.retire().takeOver(lease.run()), Direction.RETIRE, LIST))
                .hasMessageContaining("the list has 2 names, and the one that the run began with has 500 or more");
    }

    @Test
    void a_record_is_read_back_as_it_was_written_also_one_of_before_there_were_lists() {
        FileRequest request =
                new FileRequest(narrowed("images/\"a\\ \t", "image", new TimeRange(Instant.EPOCH, BETWEEN)), 7, true);
        assertThat(FileRequest.parse(request.text())).isEqualTo(request);
        FileRequest list = FileRequest.of(new FileSelection(MediaFilter.ALL, List.of(), "-", true));
        assertThat(FileRequest.parse(list.text())).isEqualTo(list);
        FileRequest fixed = FileRequest.of(LIST.with("sha256:0"));
        assertThat(FileRequest.parse(fixed.text())).isEqualTo(fixed);

        assertThat(FileRequest.parse("{}")).isEqualTo(FileRequest.of(RetireRig.ALL));
        assertThat(FileRequest.parse("{\"prefix\":\"images/\",\"maxDelete\":9,\"throughCdn\":true}"))
                .isEqualTo(new FileRequest(narrowed("images/", null, TimeRange.ALL), 9, true));
        assertThat(FileRequest.parse("{\"paths\":[\"a\",\"b\"]}"))
                .isEqualTo(FileRequest.of(FileSelection.of(List.of(MediaPath.of("a"), MediaPath.of("b")))));
    }
}
