package io.nfs2s3.lifecycle.retire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nfs2s3.lifecycle.retire.Retire.Direction;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.testing.DeadMount;
import io.nfs2s3.testing.Directories;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that ends at each step: every file is readable then, and the next process finishes.
 *
 * <p>Past 300 lines, for each step is a test.
 */
class RetireKilledIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final RetireRig rig = new RetireRig(site);

    @BeforeEach
    void clear() throws IOException {
        site.clearRuns();
        rig.goOn();
        for (String directory : List.of("images", ".nfs2s3-trash")) {
            if (Files.exists(rig.file(directory))) {
                Directories.delete(rig.file(directory));
            }
        }
        rig.migrate("images/1.jpg", "images/2.jpg");
    }

    /** Nothing was counted, so there is no run to go on with: the next one finds out. */
    private static void fails(Direction direction) {
        RunLease lease = rig.start(direction, RetireRig.ALL);
        assertThatThrownBy(() -> rig.take(lease, direction, RetireRig.ALL)).hasStackTraceContaining("killed here");
        rig.goOn();
    }

    @Test
    void before_the_rows_are_retired() {
        rig.failAt("INSERT", "NEW.path = 'images/2.jpg'");
        RunLease lease = rig.start(Direction.RETIRE, RetireRig.ALL);
        assertThatThrownBy(() -> rig.take(lease, Direction.RETIRE, RetireRig.ALL))
                .hasStackTraceContaining("killed here");
        rig.goOn();

        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED", "images/2.jpg MIGRATED");
        assertThat(rig.places()).isEmpty();
        assertThat(rig.file("images/1.jpg")).exists();

        assertThat(rig.run(Direction.RETIRE, RetireRig.ALL).counts()).isEqualTo(new RunCounts(2, 0, 0, 0));
    }

    @Test
    void when_the_rows_are_retired_and_no_file_was_moved() {
        rig.sql("""
                CREATE OR REPLACE FUNCTION nfs2s3.test_fault() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN UPDATE nfs2s3.run SET owner = 'another'; RETURN NEW; END $$
                """);
        rig.sql(
                "CREATE TRIGGER test_fault BEFORE INSERT ON nfs2s3.retired FOR EACH ROW EXECUTE FUNCTION nfs2s3.test_fault()");
        RunLease lease = rig.start(Direction.RETIRE, RetireRig.ALL);
        assertThat(rig.take(lease, Direction.RETIRE, RetireRig.ALL)).isInstanceOf(RunResult.Lost.class);
        rig.goOn();
        site.clearRuns();

        assertThat(rig.rows()).containsExactly("images/1.jpg RETIRED", "images/2.jpg RETIRED");
        assertThat(rig.places()).containsExactly("images/1.jpg LEAVING", "images/2.jpg LEAVING");
        assertThat(rig.trash()).isEmpty();

        site.write("images/2.jpg", "uploaded meanwhile");
        rig.hook.fileUploaded("images/2.jpg");
        assertThat(rig.run(Direction.RETIRE, RetireRig.ALL).counts().done()).isEqualTo(1);
        assertThat(rig.trash()).containsExactly("images/1.jpg");
        assertThat(rig.rows()).containsExactly("images/1.jpg RETIRED", "images/2.jpg QUEUED");
        assertThat(rig.file("images/2.jpg")).hasContent("uploaded meanwhile");
    }

    @Test
    void what_was_moved_into_the_trash_is_nothing_that_was_removed_from_it() {
        rig.failAt("UPDATE", "NEW.place = 'TRASH'");
        fails(Direction.RETIRE);

        assertThat(rig.run(Direction.EMPTY, RetireRig.ALL).counts()).isEqualTo(RunCounts.NONE);
        assertThat(rig.trash()).containsExactly("images/1.jpg", "images/2.jpg");
        assertThat(rig.places()).containsExactly("images/1.jpg TRASH", "images/2.jpg TRASH");
        assertThat(rig.run(Direction.PUT_BACK, RetireRig.of("images/1.jpg")).counts())
                .isEqualTo(new RunCounts(1, 0, 0, 0));
    }

    @Test
    void when_files_were_moved_and_nobody_wrote_so() {
        rig.failAt("UPDATE", "NEW.place = 'TRASH'");
        fails(Direction.RETIRE);

        assertThat(rig.rows()).containsExactly("images/1.jpg RETIRED", "images/2.jpg RETIRED");
        assertThat(rig.places()).containsExactly("images/1.jpg LEAVING", "images/2.jpg LEAVING");
        assertThat(rig.trash()).containsExactly("images/1.jpg", "images/2.jpg");

        assertThat(rig.run(Direction.RETIRE, RetireRig.ALL).counts())
                .as("counted once, by the one that finds it out")
                .isEqualTo(new RunCounts(2, 0, 0, 0));
        assertThat(rig.places()).containsExactly("images/1.jpg TRASH", "images/2.jpg TRASH");
    }

    @Test
    void after_some_files_were_counted() throws IOException {
        rig.migrate(
                IntStream.range(10, 40).mapToObj(i -> "images/" + i + ".jpg").toArray(String[]::new));
        rig.failAt("UPDATE", "NEW.place = 'TRASH' AND NEW.path = 'images/38.jpg'");
        RunLease lease = rig.start(Direction.RETIRE, RetireRig.ALL);
        assertThatThrownBy(() -> rig.take(lease, Direction.RETIRE, RetireRig.ALL))
                .hasStackTraceContaining("killed here");
        rig.goOn();
        assertThat(rig.trash()).hasSizeGreaterThan(20);

        assertThat(rig.resume(lease.run(), Direction.RETIRE).counts())
                .as("each once")
                .isEqualTo(new RunCounts(32, 0, 0, 0));
        assertThat(rig.trash()).hasSize(32);
    }

    @Test
    void when_a_new_file_was_moved_and_not_put_back() throws IOException {
        rig.failAt("UPDATE", "NEW.place = 'TRASH'");
        fails(Direction.RETIRE);
        site.clearRuns();
        Files.delete(rig.inTrash("images/1.jpg"));
        site.write("new", "a new upload");
        Files.move(rig.file("new"), rig.inTrash("images/2.jpg").resolveSibling("1.jpg"));

        rig.run(Direction.RETIRE, RetireRig.ALL);

        assertThat(rig.file("images/1.jpg")).hasContent("a new upload");
        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED", "images/2.jpg RETIRED");
        assertThat(rig.trash()).containsExactly("images/2.jpg");
        assertThat(rig.reasons()).contains("images/1.jpg NEW_FILE");
    }

    @Test
    void when_an_upload_was_registered_for_a_file_that_was_moved() {
        rig.failAt("UPDATE", "NEW.place = 'TRASH'");
        fails(Direction.RETIRE);
        site.clearRuns();
        rig.hook.fileUploaded("images/1.jpg"); // of the same file, which is in the trash

        rig.run(Direction.RETIRE, RetireRig.ALL);

        assertThat(rig.file("images/1.jpg")).hasContent("images/1.jpg");
        assertThat(rig.rows()).containsExactly("images/1.jpg QUEUED", "images/2.jpg RETIRED");
        rig.work();
        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED", "images/2.jpg RETIRED");
    }

    @Test
    void when_a_file_is_neither_here_nor_there() throws IOException {
        rig.failAt("UPDATE", "NEW.place = 'TRASH'");
        fails(Direction.RETIRE);
        site.clearRuns();
        Files.delete(rig.inTrash("images/1.jpg"));

        rig.run(Direction.RETIRE, RetireRig.ALL);

        assertThat(rig.reasons()).containsExactly("images/1.jpg ASTRAY");
        assertThat(rig.rows()).containsExactly("images/1.jpg RETIRED", "images/2.jpg RETIRED");
        assertThat(rig.places()).containsExactly("images/1.jpg ASTRAY", "images/2.jpg TRASH");
    }

    @Test
    void one_that_cannot_be_looked_at_keeps_nobody_from_the_others() throws IOException {
        rig.migrate("images/a/3.jpg", "images/4.jpg");
        rig.run(Direction.RETIRE, RetireRig.of("images/4.jpg"));
        rig.failAt("UPDATE", "NEW.place = 'TRASH'");
        fails(Direction.RETIRE);
        site.clearRuns();
        Path directory = Objects.requireNonNull(rig.inTrash("images/a/3.jpg").getParent());
        Files.move(directory, directory.resolveSibling("moved"));
        Files.createSymbolicLink(directory, Path.of("moved"));

        Run back = rig.run(Direction.PUT_BACK, RetireRig.of("images/4.jpg"));

        assertThat(rig.reasons()).containsExactly("images/a/3.jpg ORIGINAL_UNREADABLE");
        assertThat(back.counts().failed()).as("told once").isEqualTo(1);
        assertThat(rig.file("images/4.jpg")).hasContent("images/4.jpg");
        assertThat(rig.places())
                .containsExactly(
                        "images/1.jpg TRASH", "images/2.jpg TRASH", "images/4.jpg BACK", "images/a/3.jpg LEAVING");
    }

    @Test
    void when_a_directory_became_a_file_meanwhile() throws IOException {
        rig.migrate("images/a/3.jpg");
        rig.failAt("UPDATE", "NEW.place = 'TRASH'");
        fails(Direction.RETIRE);
        site.clearRuns();
        Files.delete(rig.file("images/a"));
        site.write("images/a", "a file");

        assertThat(rig.run(Direction.RETIRE, RetireRig.ALL).counts()).isEqualTo(new RunCounts(3, 0, 0, 0));
    }

    @Test
    void between_the_name_that_comes_back_and_the_one_that_goes() throws IOException {
        rig.run(Direction.RETIRE, RetireRig.ALL);
        rig.failAt("UPDATE", "NEW.place = 'BACK'");
        fails(Direction.PUT_BACK);
        site.clearRuns();
        assertThat(rig.file("images/1.jpg")).hasContent("images/1.jpg");
        Files.createDirectories(rig.file(".nfs2s3-trash/2000-01-01/images"));
        rig.sql("UPDATE nfs2s3.retired SET trash_path = '2000-01-01/' || path");
        Files.createLink(rig.file(".nfs2s3-trash/2000-01-01/images/2.jpg"), rig.file("images/2.jpg"));

        assertThat(rig.run(Direction.PUT_BACK, RetireRig.ALL).counts()).isEqualTo(new RunCounts(2, 0, 0, 0));
        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED", "images/2.jpg MIGRATED");
        assertThat(rig.trash()).isEmpty();
        assertThat(Files.getAttribute(rig.file("images/2.jpg"), "unix:nlink")).isEqualTo(1);
    }

    /** The same process goes on, with the page that it read before. */
    @Test
    void files_that_were_moved_when_the_database_was_restarted_are_counted_once_and_not_missed() {
        rig.failOnceAt("UPDATE", "NEW.place = 'TRASH'");

        assertThat(rig.run(Direction.RETIRE, RetireRig.ALL).counts()).isEqualTo(new RunCounts(2, 0, 0, 0));
        assertThat(rig.left).isEmpty();
        assertThat(rig.places()).containsExactly("images/1.jpg TRASH", "images/2.jpg TRASH");
    }

    @Test
    void files_that_were_removed_when_the_database_was_restarted_are_counted_once_and_not_missed() {
        rig.run(Direction.RETIRE, RetireRig.ALL);
        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        rig.failOnceAt("UPDATE", "NEW.place = 'REMOVED'");

        assertThat(rig.run(Direction.EMPTY, RetireRig.ALL).counts()).isEqualTo(new RunCounts(2, 0, 0, 0));
        assertThat(rig.left).isEmpty();
        assertThat(rig.places()).containsExactly("images/1.jpg REMOVED", "images/2.jpg REMOVED");
    }

    @Test
    void when_the_trash_was_emptied_and_nobody_wrote_so() {
        rig.run(Direction.RETIRE, RetireRig.ALL);
        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        rig.failAt("UPDATE", "NEW.place = 'REMOVED'");
        fails(Direction.EMPTY);
        assertThat(rig.trash()).isEmpty();
        assertThat(rig.places()).containsExactly("images/1.jpg REMOVING", "images/2.jpg REMOVING");

        assertThat(rig.run(Direction.EMPTY, RetireRig.ALL).counts()).isEqualTo(new RunCounts(2, 0, 0, 0));
        assertThat(rig.places()).containsExactly("images/1.jpg REMOVED", "images/2.jpg REMOVED");
    }

    @Test
    void a_file_that_cannot_be_looked_for_holds_up_no_other(@TempDir Path scratch) {
        Optional<String> missing = DeadMount.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        rig.migrate("images/dead/3.jpg");
        rig.failAt("UPDATE", "NEW.place = 'TRASH'");
        fails(Direction.RETIRE);
        try (DeadMount dead = DeadMount.over(rig.file("images/dead"), scratch)) {
            assertThat(Files.exists(dead.directory().resolve("3.jpg"))).isFalse();

            assertThat(rig.run(Direction.RETIRE, RetireRig.ALL).counts()).isEqualTo(new RunCounts(2, 0, 0, 1));
        }
        assertThat(rig.reasons()).containsExactly("images/dead/3.jpg ORIGINAL_UNREADABLE");
        assertThat(rig.places())
                .containsExactly("images/1.jpg TRASH", "images/2.jpg TRASH", "images/dead/3.jpg LEAVING");

        assertThat(rig.run(Direction.RETIRE, RetireRig.ALL).counts())
                .as("the next run finds it out")
                .isEqualTo(new RunCounts(1, 0, 0, 0));
    }

    /** Which somebody removed by hand, with its image. */
    @Test
    void a_file_without_a_row_that_was_about_to_be_moved_is_told_once() {
        rig.failAt("UPDATE", "NEW.place = 'TRASH'");
        fails(Direction.RETIRE);
        rig.sql("DELETE FROM nfs2s3.media WHERE path = 'images/1.jpg'");

        assertThat(rig.run(Direction.RETIRE, RetireRig.ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 1));
        assertThat(rig.reasons()).containsExactly("images/1.jpg ASTRAY");
        assertThat(rig.left.get(0).detail()).contains("its row is gone", "/images/1.jpg");
        assertThat(rig.places()).containsExactly("images/1.jpg ASTRAY", "images/2.jpg TRASH");
        assertThat(rig.trash()).as("nothing is removed").contains("images/1.jpg");

        assertThat(rig.run(Direction.PUT_BACK, RetireRig.ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(rig.left).isEmpty();
    }

    @Test
    void a_path_that_was_registered_anew_after_its_row_was_removed_is_retired_again() throws IOException {
        rig.run(Direction.RETIRE, RetireRig.ALL);
        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        rig.run(Direction.EMPTY, RetireRig.ALL);
        rig.sql("DELETE FROM nfs2s3.media WHERE path = 'images/1.jpg'");
        rig.migrate("images/1.jpg");
        assertThat(site.query("SELECT generation::text FROM nfs2s3.media WHERE path = 'images/1.jpg'"))
                .containsExactly("1");

        assertThat(rig.run(Direction.RETIRE, RetireRig.ALL).counts().done()).isEqualTo(1);
        assertThat(rig.reasons()).isEmpty();
        assertThat(rig.trash()).containsExactly("images/1.jpg");
    }
}
