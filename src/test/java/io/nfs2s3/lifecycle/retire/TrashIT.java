package io.nfs2s3.lifecycle.retire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.catalog.MediaFilter;
import io.nfs2s3.lifecycle.FileRequest;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.restore.Restore;
import io.nfs2s3.lifecycle.retire.Retire.Direction;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Originals in the trash: back under their names, and gone for good. */
class TrashIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final RetireRig rig = new RetireRig(site);

    @BeforeEach
    void clear() throws IOException {
        site.clearRuns();
        rig.removeFiles();
    }

    @Test
    void the_trash_is_emptied_after_its_time_where_the_object_is_still_proved() {
        rig.migrate("images/1.jpg", "images/2.jpg", "images/3.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        assertThat(rig.run(Direction.EMPTY, RetireRig.ALL).counts()).isEqualTo(RunCounts.NONE);

        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        site.s3().deleteObject(request -> request.bucket(site.bucket()).key("images/2.jpg"));
        site.write("images/3.jpg", "a later upload");
        rig.hook.fileUploaded("images/3.jpg");

        assertThat(rig.run(Direction.EMPTY, RetireRig.ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 2));
        assertThat(rig.reasons()).containsExactly("images/2.jpg OBJECT_MISSING", "images/3.jpg UPLOADED_AGAIN");
        assertThat(rig.trash()).containsExactly("images/2.jpg", "images/3.jpg");
        assertThat(rig.places()).contains("images/1.jpg REMOVED", "images/2.jpg TRASH", "images/3.jpg TRASH");
        assertThat(site.query("SELECT path || ' ' || was || ' ' || state || ' ' || object_key || ' '"
                        + " || regexp_replace(reason, '[0-9]{4}-[0-9]{2}-[0-9]{2}', 'DAY') FROM nfs2s3.ledger WHERE act = 'EMPTY'"
                        + " AND path IN ('images/1.jpg', 'images/3.jpg') ORDER BY at DESC, id DESC LIMIT 1"))
                .containsExactly("images/1.jpg RETIRED RETIRED images/1.jpg removed from the trash: DAY/images/1.jpg");
    }

    @Test
    void an_upload_that_came_since_is_never_replaced() {
        rig.migrate("images/1.jpg", "images/2.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        site.write("images/1.jpg", "registered");
        rig.hook.fileUploaded("images/1.jpg");
        site.write("images/2.jpg", "not registered yet");

        rig.run(Direction.PUT_BACK, RetireRig.ALL);

        assertThat(rig.reasons()).containsExactly("images/1.jpg NAME_TAKEN", "images/2.jpg NAME_TAKEN");
        assertThat(rig.file("images/1.jpg")).hasContent("registered");
        assertThat(rig.file("images/2.jpg")).hasContent("not registered yet");
        assertThat(rig.trash()).containsExactly("images/1.jpg", "images/2.jpg");
    }

    /** Whoever may write to the table must not have files outside the trash removed, or published. */
    @Test
    void a_row_whose_name_leads_out_of_the_trash_is_left_and_holds_up_no_other() throws IOException {
        Path outside = Files.writeString(site.media().resolveSibling("outside.jpg"), "images/1.jpg");
        rig.migrate("images/1.jpg", "images/2.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        rig.sql("UPDATE nfs2s3.retired SET trash_path = '../../outside.jpg', inode = '"
                + Files.getAttribute(outside, "unix:ino") + "', modified_nanos = "
                + Files.getLastModifiedTime(outside).to(TimeUnit.NANOSECONDS) + " WHERE path = 'images/1.jpg'");

        assertThat(rig.run(Direction.EMPTY, RetireRig.ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 1));
        assertThat(rig.reasons()).containsExactly("images/1.jpg ORIGINAL_UNREADABLE");
        assertThat(rig.run(Direction.PUT_BACK, RetireRig.ALL).counts()).isEqualTo(new RunCounts(0, 0, 0, 1));

        assertThat(outside).hasContent("images/1.jpg");
        assertThat(rig.file("images/1.jpg")).doesNotExist();
    }

    @Test
    void a_path_that_was_registered_again_without_a_file_gets_its_original_back() {
        rig.migrate("images/1.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        rig.hook.fileUploaded("images/1.jpg");

        assertThat(rig.run(Direction.PUT_BACK, RetireRig.ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(rig.file("images/1.jpg")).hasContent("images/1.jpg");
        assertThat(rig.places()).containsExactly("images/1.jpg BACK");
        rig.work();
        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED");
    }

    @Test
    void an_original_does_not_come_back_before_that_of_a_later_upload() {
        rig.migrate("images/1.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        site.write("images/1.jpg", "later");
        rig.hook.fileUploaded("images/1.jpg");
        rig.work();
        rig.age();
        rig.sql("UPDATE nfs2s3.retired SET trash_path = replace(trash_path, to_char(now() AT TIME ZONE 'UTC',"
                + " 'YYYY-MM-DD'), '2000-01-01')");
        move(rig.inTrash("images/1.jpg"), rig.file(".nfs2s3-trash/2000-01-01/images/1.jpg"));
        rig.run(Direction.RETIRE, RetireRig.ALL);

        rig.run(Direction.PUT_BACK, RetireRig.ALL);

        assertThat(rig.reasons()).containsExactly("images/1.jpg UPLOADED_AGAIN");
        assertThat(rig.file("images/1.jpg")).hasContent("later");
    }

    /** One path may have more of them than a page has rows. */
    @Test
    void no_generation_of_a_path_is_passed_over() {
        rig.migrate("images/1.jpg", "images/2.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        rig.sql("""
                INSERT INTO nfs2s3.retired (path, generation, place, trash_path, inode, size_bytes, modified_nanos, mode, uid, gid)
                SELECT path, generation + n, place, trash_path || n, inode, size_bytes, modified_nanos, mode, uid, gid
                FROM nfs2s3.retired, generate_series(1, 600) AS n WHERE path = 'images/1.jpg'
                """);

        assertThat(rig.retire()
                        .forecast(Direction.PUT_BACK, FileRequest.of(RetireRig.ALL), rig.work(9_999, 9_999))
                        .files())
                .isEqualTo(602);
    }

    /** As after a copy of the share to another server. */
    @Test
    void an_original_that_is_another_file_in_the_trash_can_be_written_anew_once_it_was_named() throws IOException {
        rig.migrate("images/1.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        Path kept = rig.inTrash("images/1.jpg");
        Files.copy(kept, kept.resolveSibling("copy"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(kept.resolveSibling("copy"), kept, StandardCopyOption.REPLACE_EXISTING);
        FileSelection named = RetireRig.of("images/1.jpg");

        rig.run(Direction.PUT_BACK, RetireRig.ALL);
        assertThat(rig.reasons()).containsExactly("images/1.jpg ASTRAY");
        assertThat(restored(named)).isEqualTo(new RunCounts(0, 0, 0, 1));
        assertThat(rig.reasons()).containsExactly("images/1.jpg IN_TRASH");

        rig.run(Direction.PUT_BACK, named);
        assertThat(rig.reasons()).containsExactly("images/1.jpg ASTRAY");
        assertThat(restored(named)).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(rig.file("images/1.jpg")).hasContent("images/1.jpg");
        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED");
        assertThat(rig.trash()).as("what is there is left").containsExactly("images/1.jpg");
    }

    private static RunCounts restored(FileSelection files) {
        Restore restore = rig.application.retires().restore();
        return RetireRig.done(restore.run(
                        restore.start(FileRequest.of(files), 0),
                        files,
                        rig.work(Long.MAX_VALUE, Long.MAX_VALUE),
                        (path, what) -> {}))
                .counts();
    }

    private static void move(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_trash_that_is_away_is_not_taken_for_empty() throws IOException {
        rig.migrate("images/1.jpg", "images/2.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        Files.move(rig.file(".nfs2s3-trash"), rig.file(".aside"));

        rig.run(Direction.EMPTY, RetireRig.ALL);
        assertThat(rig.reasons()).containsExactly("images/1.jpg NOT_IN_TRASH", "images/2.jpg NOT_IN_TRASH");
        rig.run(Direction.PUT_BACK, RetireRig.ALL);
        rig.names =
                each -> List.of("images/1.jpg", "images/2.jpg").forEach(path -> each.accept(new ScanEntry.File(path)));
        rig.run(Direction.PUT_BACK, new FileSelection(MediaFilter.ALL, List.of(), "list of all", false));
        assertThat(rig.places()).containsExactly("images/1.jpg TRASH", "images/2.jpg TRASH");
        rig.run(Direction.PUT_BACK, RetireRig.of("images/2.jpg"));
        assertThat(rig.places())
                .as("one that was named may be written anew from its object")
                .containsExactly("images/1.jpg TRASH", "images/2.jpg ASTRAY");

        Files.move(rig.file(".aside"), rig.file(".nfs2s3-trash"));
        assertThat(rig.run(Direction.PUT_BACK, RetireRig.ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
    }
}
