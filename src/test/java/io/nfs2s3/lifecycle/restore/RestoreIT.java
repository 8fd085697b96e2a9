package io.nfs2s3.lifecycle.restore;

import static io.nfs2s3.lifecycle.retire.RetireRig.ALL;
import static io.nfs2s3.lifecycle.retire.RetireRig.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lifecycle.FileRequest;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.FileWork;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.lifecycle.retire.Retire.Direction;
import io.nfs2s3.lifecycle.retire.RetireRig;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.testing.Directories;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;

class RestoreIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final RetireRig rig = new RetireRig(site);
    private final List<String> notSet = new ArrayList<>();

    @BeforeEach
    void clear() throws IOException {
        site.clearRuns();
        rig.goOn();
        for (String directory : List.of("images", ".nfs2s3-trash")) {
            if (Files.exists(rig.file(directory))) {
                Directories.delete(rig.file(directory));
            }
        }
    }

    private static Restore restore() {
        return rig.application.retires().restore();
    }

    private Run run(FileSelection filter) {
        return take(restore().start(FileRequest.of(filter), 0), filter);
    }

    private Run take(RunLease lease, FileSelection filter) {
        return done(restore()
                .run(
                        lease,
                        filter,
                        rig.work(Long.MAX_VALUE, Long.MAX_VALUE),
                        (path, what) -> notSet.add(path + " " + what)));
    }

    private static void retireForGood() {
        rig.run(Direction.RETIRE, ALL);
        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        rig.run(Direction.EMPTY, ALL);
        assertThat(rig.trash()).isEmpty();
    }

    private static List<String> temporary() throws IOException {
        try (Stream<Path> all = Files.walk(site.media())) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(".nfs2s3-restore-"))
                    .toList();
        }
    }

    @Test
    void an_original_that_is_gone_for_good_is_written_as_it_was() throws IOException {
        Instant modified = Instant.parse("2120-01-02T03:04:05.999999999Z");
        site.write("images/a/1.jpg", "bytes".repeat(100_000));
        Files.setLastModifiedTime(rig.file("images/a/1.jpg"), FileTime.from(modified));
        Files.setPosixFilePermissions(rig.file("images/a/1.jpg"), PosixFilePermissions.fromString("rw-r-----"));
        boolean root = Files.getAttribute(rig.file(""), "unix:uid").equals(0)
                && "root".equals(System.getProperty("user.name"));
        if (root) { // nobody else may give a file away
            Files.setAttribute(rig.file("images/a/1.jpg"), "unix:uid", 33);
            Files.setAttribute(rig.file("images/a/1.jpg"), "unix:gid", 33);
        }
        Object owner = Files.getAttribute(rig.file("images/a/1.jpg"), "unix:uid");
        rig.hook.fileUploaded("images/a/1.jpg");
        rig.work();
        rig.age();
        retireForGood();
        Files.delete(rig.file("images/a"));

        assertThat(run(ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));

        assertThat(rig.file("images/a/1.jpg")).hasContent("bytes".repeat(100_000));
        assertThat(Files.getLastModifiedTime(rig.file("images/a/1.jpg")).toInstant())
                .isEqualTo(modified.truncatedTo(ChronoUnit.MICROS));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rig.file("images/a/1.jpg"))))
                .isEqualTo("rw-r-----");
        assertThat(Files.getAttribute(rig.file("images/a/1.jpg"), "unix:uid")).isEqualTo(owner);
        assertThat(Files.getAttribute(rig.file("images/a/1.jpg"), "unix:gid"))
                .isEqualTo(root ? 33 : Files.getAttribute(rig.file("images"), "unix:gid"));
        assertThat(notSet).isEmpty();
        assertThat(rig.rows()).containsExactly("images/a/1.jpg MIGRATED");
        assertThat(rig.places()).containsExactly("images/a/1.jpg BACK");
        assertThat(temporary()).isEmpty();
        assertThat(Files.getAttribute(rig.file("images/a/1.jpg"), "unix:nlink")).isEqualTo(1);
    }

    @Test
    void what_is_there_stays_and_what_is_not_proved_is_not_written() throws IOException {
        rig.migrate("images/gone.jpg", "images/newer.jpg", "images/spoiled.jpg", "images/there.jpg");
        Files.delete(rig.file("images/gone.jpg"));
        rig.run(Direction.RETIRE, RetireRig.of("images/newer.jpg", "images/spoiled.jpg"));
        assertThat(run(RetireRig.of("images/newer.jpg")).counts().failed()).isEqualTo(1);
        assertThat(rig.reasons()).containsExactly("images/newer.jpg IN_TRASH");
        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        rig.run(Direction.EMPTY, ALL);
        site.write("images/newer.jpg", "newer");
        site.s3()
                .putObject(
                        request -> request.bucket(site.bucket()).key("images/spoiled.jpg"),
                        RequestBody.fromString("images/SPOILED.jpg"));

        Run run = run(ALL);

        assertThat(rig.reasons()).containsExactly("images/newer.jpg NAME_TAKEN", "images/spoiled.jpg OBJECT_DIFFERS");
        assertThat(run.counts()).isEqualTo(new RunCounts(1, 1, 0, 2));
        assertThat(rig.file("images/gone.jpg")).hasContent("images/gone.jpg");
        assertThat(notSet)
                .as("nobody noted how it was")
                .singleElement()
                .asString()
                .contains("mode", "owner");
        assertThat(rig.file("images/newer.jpg")).hasContent("newer");
        assertThat(rig.file("images/spoiled.jpg")).doesNotExist();
        assertThat(rig.rows())
                .containsExactly(
                        "images/gone.jpg MIGRATED",
                        "images/newer.jpg RETIRED",
                        "images/spoiled.jpg RETIRED",
                        "images/there.jpg MIGRATED");
        assertThat(temporary()).isEmpty();
    }

    @Test
    void what_has_the_name_and_is_no_file_is_left_and_named() throws IOException {
        rig.migrate("images/1.jpg");
        Files.delete(rig.file("images/1.jpg"));
        Files.createDirectory(rig.file("images/1.jpg"));

        assertThat(run(ALL).counts()).isEqualTo(new RunCounts(0, 0, 0, 1));
        assertThat(rig.reasons()).containsExactly("images/1.jpg ORIGINAL_UNREADABLE");
    }

    @Test
    void what_was_written_anew_has_its_grace_again() throws IOException {
        rig.migrate("images/never.jpg", "images/before.jpg");
        rig.run(Direction.RETIRE, RetireRig.of("images/before.jpg"));
        rig.run(Direction.PUT_BACK, ALL);
        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        Files.delete(rig.file("images/never.jpg"));
        Files.delete(rig.file("images/before.jpg"));
        assertThat(run(ALL).counts()).isEqualTo(new RunCounts(2, 0, 0, 0));

        assertThat(rig.run(Direction.RETIRE, ALL).counts()).isEqualTo(RunCounts.NONE);

        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        assertThat(rig.run(Direction.RETIRE, ALL).counts()).isEqualTo(new RunCounts(2, 0, 0, 0));
        assertThat(rig.run(Direction.PUT_BACK, ALL).counts()).isEqualTo(new RunCounts(2, 0, 0, 0));
    }

    @Test
    void a_process_that_ends_before_the_row_is_written_leaves_an_original_that_the_next_one_takes() throws IOException {
        rig.migrate("images/1.jpg");
        retireForGood();
        rig.failAt("UPDATE", "NEW.place = 'BACK'");
        RunLease lease = restore().start(FileRequest.of(ALL), 0);
        assertThatThrownBy(() -> take(lease, ALL)).hasStackTraceContaining("killed here");
        rig.goOn();
        assertThat(rig.file("images/1.jpg")).hasContent("images/1.jpg");
        assertThat(rig.rows()).containsExactly("images/1.jpg RETIRED");

        assertThat(run(ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED");
    }

    @Test
    void a_second_name_that_a_killed_process_left_is_taken_away() throws IOException {
        rig.migrate("images/1.jpg");
        retireForGood();
        Path other = rig.file("images/.nfs2s3-restore-"
                + site.query("SELECT id::text FROM nfs2s3.media").get(0));
        site.write("images/1.jpg", "images/1.jpg");
        Files.createLink(other, rig.file("images/1.jpg"));
        assertThat(run(ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(temporary()).isEmpty();

        Files.createLink(other, rig.file("images/1.jpg"));
        run(ALL);
        assertThat(temporary()).as("also where the row is MIGRATED already").isEmpty();
        assertThat(run(ALL).counts()).isEqualTo(new RunCounts(0, 1, 0, 0));
        assertThat(rig.file("images/1.jpg")).hasContent("images/1.jpg");
    }

    @Test
    void a_file_that_a_retire_took_meanwhile_is_left_to_it() throws IOException {
        rig.migrate("images/1.jpg", "images/2.jpg");
        Files.delete(rig.file("images/1.jpg"));
        Files.move(rig.file("images/2.jpg"), rig.file("aside"));
        List<LeftAlone> left = new ArrayList<>();
        RunLease lease = restore().start(FileRequest.of(ALL), 0);
        FileWork work = new FileWork(
                each -> {},
                0,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                new RunProgress(),
                left::add,
                directory -> {},
                () -> true);

        restore().run(lease, ALL, work, (path, what) -> retireNow("images/2.jpg"));

        assertThat(left).extracting(LeftAlone::reason).containsExactly(Obstacle.MOVED_ON);
        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED", "images/2.jpg RETIRED");
        assertThat(rig.places()).containsExactly("images/1.jpg BACK", "images/2.jpg TRASH");
        assertThat(rig.file("images/2.jpg")).doesNotExist();
    }

    private static void retireNow(String path) {
        try {
            Files.move(rig.file("aside"), rig.file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rig.run(Direction.RETIRE, RetireRig.of(path));
    }

    @Test
    void what_a_killed_process_had_begun_to_write_is_replaced() throws IOException {
        rig.migrate("images/1.jpg");
        retireForGood();
        site.write(
                "images/.nfs2s3-restore-"
                        + site.query("SELECT id::text FROM nfs2s3.media").get(0),
                "half");

        assertThat(run(ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(rig.file("images/1.jpg")).hasContent("images/1.jpg");
        assertThat(temporary()).isEmpty();
    }
}
