package io.nfs2s3.lifecycle.restore;

import static io.nfs2s3.lifecycle.retire.RetireRig.ALL;
import static io.nfs2s3.lifecycle.retire.RetireRig.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lifecycle.FileRequest;
import io.nfs2s3.lifecycle.FileWork;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.retire.RetireRig;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.testing.DeadMount;
import io.nfs2s3.testing.SmallDisk;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A store that does not give what it has, and a disk that is full: they hold up no other file. */
class RestoreFaultsIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final S3FaultProxy proxy = site.closing(
            S3FaultProxy.to(site.addresses().s3Endpoint(), key -> site.keys().contains(key)));
    private static final RetireRig rig = new RetireRig(site, "s3.endpoint = \"" + proxy.endpoint() + "\"");

    /** One that waits for the store for longer than for the mount, of which no call may hang. */
    private static final Application impatient = site.application(
            "s3 { endpoint = \"" + proxy.endpoint() + "\", callTimeout = 4 s }",
            "source { readTimeout = 2 s, hungReadersLimit = 1 }");

    @BeforeEach
    void migrate() throws IOException {
        proxy.accept();
        site.clearRuns();
        rig.removeFiles();
        rig.migrate("images/1.jpg", "images/2.jpg", "images/3.jpg");
        for (int i = 1; i <= 3; i++) {
            Files.delete(rig.file("images/" + i + ".jpg"));
        }
    }

    private static RunCounts restore() {
        return restore(rig.work(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    private static RunCounts restore(FileWork work) {
        return restore(rig.application, work);
    }

    private static RunCounts restore(Application application, FileWork work) {
        Restore restore = application.retires().restore();
        return done(restore.run(restore.start(FileRequest.of(ALL), 0), ALL, work, (path, what) -> {}))
                .counts();
    }

    /** The store does better as soon as the run waits for it. @return what it waited for */
    private static List<String> restoreAllAfterWaiting(int files) {
        List<String> waits = new ArrayList<>();
        RunProgress progress = new RunProgress(reason -> {
            if (!reason.isEmpty()) {
                waits.add(reason);
                proxy.accept();
            }
        });

        assertThat(restore(work(progress))).isEqualTo(new RunCounts(files, 0, 0, 0));
        return waits;
    }

    private static FileWork work(RunProgress progress) {
        return new FileWork(
                each -> {}, 0, Long.MAX_VALUE, Long.MAX_VALUE, progress, rig.left::add, directory -> {}, () -> true);
    }

    private static void refuse(String method, String key) {
        proxy.befall(request -> request.key().equals(key)
                        && (method.isEmpty() || request.method().equals(method))
                ? new S3Mishap.Refused(403, "AccessDenied")
                : new S3Mishap.Spared());
    }

    private static void onlyTheSecondIsLeft() {
        onlyTheSecondIsLeft(restore());
    }

    private static void onlyTheSecondIsLeft(RunCounts counts) {
        assertThat(counts).isEqualTo(new RunCounts(2, 0, 0, 1));
        assertThat(rig.reasons()).containsExactly("images/2.jpg OBJECT_UNKNOWN");
        assertThat(rig.file("images/1.jpg")).hasContent("images/1.jpg");
        assertThat(rig.file("images/2.jpg")).doesNotExist();
        assertThat(rig.file("images/3.jpg")).hasContent("images/3.jpg");
    }

    private static String detail() {
        return rig.left.stream().map(LeftAlone::detail).findFirst().orElseThrow();
    }

    @Test
    void an_object_that_the_store_refuses_to_show_is_named() {
        refuse("", "images/2.jpg");

        onlyTheSecondIsLeft();

        assertThat(detail()).contains("the store refuses it, and not others", "403 AccessDenied");
    }

    @Test
    void so_is_one_that_it_shows_and_does_not_give() {
        refuse("GET", "images/2.jpg");

        onlyTheSecondIsLeft();

        assertThat(detail()).contains("the store refuses it, and not others", "403 AccessDenied");
    }

    @Test
    void a_right_that_is_missing_ends_the_run() {
        proxy.befall(
                request -> request.key().startsWith("images/") || request.key().startsWith(".nfs2s3-site")
                        ? new S3Mishap.Refused(403, "AccessDenied")
                        : new S3Mishap.Spared());

        assertThatThrownBy(RestoreFaultsIT::restore)
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("s3:GetObject");
    }

    @Test
    void an_object_that_breaks_off_is_read_again() {
        AtomicBoolean cut = new AtomicBoolean();
        proxy.befall(request ->
                request.method().equals("GET") && request.key().equals("images/2.jpg") && !cut.getAndSet(true)
                        ? new S3Mishap.BodyCut(5)
                        : new S3Mishap.Spared());

        assertThat(restore()).isEqualTo(new RunCounts(3, 0, 0, 0));
        assertThat(cut).isTrue();
        assertThat(rig.file("images/2.jpg")).hasContent("images/2.jpg");
    }

    @Test
    void one_that_always_breaks_off_is_named() throws IOException {
        proxy.befall(request -> request.method().equals("GET") && request.key().equals("images/2.jpg")
                ? new S3Mishap.BodyCut(5)
                : new S3Mishap.Spared());

        onlyTheSecondIsLeft();

        assertThat(detail()).as("it is the store, and not the disk").startsWith("S3 ");
        assertThat(temporary()).isEmpty();
    }

    @Test
    void so_is_one_that_never_ends_and_the_mount_does_not_count_as_down() throws IOException {
        rig.left.clear();
        proxy.befall(request -> request.method().equals("GET") && request.key().equals("images/2.jpg")
                ? new S3Mishap.BodyRests(5)
                : new S3Mishap.Spared());
        List<String> waits = new ArrayList<>();

        onlyTheSecondIsLeft(restore(impatient, work(new RunProgress(reason -> {
            if (!reason.isEmpty()) {
                waits.add(reason);
            }
        }))));

        assertThat(waits).isEmpty();
        assertThat(detail()).as("it is the store, and not the mount").startsWith("S3 ");
        assertThat(temporary()).isEmpty();
    }

    @Test
    void while_the_store_answers_and_gives_no_object_the_run_waits() {
        proxy.befall(request ->
                request.method().equals("GET") ? new S3Mishap.Refused(500, "InternalError") : new S3Mishap.Spared());

        assertThat(restoreAllAfterWaiting(3)).singleElement().asString().startsWith("S3 answered 500 InternalError");
    }

    @Test
    void so_it_does_where_many_objects_are_not_given() throws IOException {
        rig.migrate("images/4.jpg");
        Files.delete(rig.file("images/4.jpg"));
        proxy.befall(request -> request.method().equals("GET") && request.key().startsWith("images/")
                ? new S3Mishap.BodyCut(5)
                : new S3Mishap.Spared());

        assertThat(restoreAllAfterWaiting(4)).singleElement().asString().startsWith("S3 ");
    }

    @Test
    void a_file_that_cannot_be_looked_at_holds_up_no_other(@TempDir Path scratch) {
        Optional<String> missing = DeadMount.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        rig.migrate("images/dead/4.jpg");
        try (DeadMount dead = DeadMount.over(rig.file("images/dead"), scratch)) {
            assertThat(Files.exists(dead.directory().resolve("4.jpg"))).isFalse();

            assertThat(restore()).isEqualTo(new RunCounts(3, 0, 0, 1));
        }
        assertThat(rig.reasons()).containsExactly("images/dead/4.jpg ORIGINAL_UNREADABLE");
    }

    /** The mount has enough space, and the directory is on another one. */
    @Test
    void a_disk_that_is_full_is_named_and_keeps_nothing_half_written(@TempDir Path scratch) throws IOException {
        Optional<String> missing = SmallDisk.missing(scratch);
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        site.write("images/large.jpg", "x".repeat(2 << 20));
        rig.hook.fileUploaded("images/large.jpg");
        rig.work();
        Files.delete(rig.file("images/large.jpg"));

        try (SmallDisk full = SmallDisk.mount(rig.file("images"), "size=1m")) {
            assertThat(restore()).isEqualTo(new RunCounts(3, 0, 0, 1));
            assertThat(rig.reasons()).containsExactly("images/large.jpg NOT_WRITTEN");
            assertThat(detail()).contains("No space left on device").doesNotContain("cannot be read");
            assertThat(full.directory().resolve("3.jpg")).hasContent("images/3.jpg");
            assertThat(temporary()).isEmpty();
        }
    }

    private static List<String> temporary() throws IOException {
        try (Stream<Path> all = Files.walk(site.media())) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(".nfs2s3-restore-"))
                    .toList();
        }
    }
}
