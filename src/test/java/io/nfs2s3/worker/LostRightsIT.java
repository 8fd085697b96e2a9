package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.Programs;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The user of a worker may not read: one directory, or nothing any more, as when an export begins to squash root. Root is
 * shut out by no mode, so the worker is a process without that right.
 */
class LostRightsIT {
    private static final List<String> FILES =
            IntStream.range(0, 20).mapToObj(i -> "images/" + i + ".jpg").toList();

    @RegisterExtension
    private final TestSite site = TestSite.open();

    private UploadHook hook;

    @BeforeEach
    void open() {
        boolean root = "root".equals(System.getProperty("user.name"));
        Assumptions.assumeTrue(!root || Programs.isOnPath("setpriv"), "setpriv (util-linux) is not installed");
        hook = site.hook();
    }

    private JavaProcess worker(String... settings) {
        return JavaProcess.bound(
                "worker", "--config", site.settingsFile(settings).toString());
    }

    private void upload(String path) {
        site.write(path, "the bytes of " + path);
        hook.fileUploaded(path);
    }

    private void mode(String path, String mode) {
        try {
            Files.setPosixFilePermissions(site.media().resolve(path), PosixFilePermissions.fromString(mode));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void close(String path) {
        mode(path, "---------");
    }

    private long count(String state) {
        return site.count("SELECT count(*) FROM nfs2s3.media WHERE state = '" + state + "'");
    }

    private void awaitMigrated(int files, JavaProcess worker) {
        site.await(() -> {
            assertThat(worker.isRunning()).as(worker.output()).isTrue();
            return count("MIGRATED") == files;
        });
    }

    /** Until it pauses for what it is refused, which no file is to pay for. */
    private void awaitSuspended(JavaProcess worker, String reason) {
        site.await(() -> {
            assertThat(site.query("SELECT failure_message FROM nfs2s3.media WHERE state = 'FAILED'"))
                    .isEmpty();
            assertThat(worker.isRunning()).as(worker.output()).isTrue();
            return worker.output().contains("nfs2s3: suspended: ");
        });
        assertThat(worker.output()).contains(reason);
    }

    @Test
    void when_the_files_that_it_could_read_are_refused_too_the_worker_waits() {
        try (JavaProcess worker = worker()) {
            List<String> before = List.of("images/before.jpg", "before.jpg", "before/1.jpg");
            before.forEach(this::upload);
            awaitMigrated(before.size(), worker);

            before.forEach(this::close);
            FILES.forEach(path -> {
                site.write(path, "the bytes of " + path);
                close(path);
            });
            FILES.forEach(hook::fileUploaded);
            awaitSuspended(worker, "SOURCE_DOWN: the daemon's user may not read any more what it could read before");

            before.forEach(path -> mode(path, "rw-r--r--"));
            FILES.forEach(path -> mode(path, "rw-r--r--"));
            awaitMigrated(before.size() + FILES.size(), worker);
        }
    }

    @Test
    void when_the_source_root_is_closed_the_worker_waits() {
        try (JavaProcess worker = worker()) {
            upload("images/before.jpg");
            awaitMigrated(1, worker);

            FILES.forEach(path -> site.write(path, "the bytes of " + path));
            close("");
            FILES.forEach(hook::fileUploaded);
            awaitSuspended(worker, "SOURCE_DOWN: the mount is down, told by its sentinel");

            mode("", "rwxr-xr-x");
            awaitMigrated(1 + FILES.size(), worker);
        }
    }

    @Test
    void a_worker_that_can_read_nothing_from_its_start_waits() {
        FILES.forEach(this::upload);
        FILES.forEach(this::close);
        try (JavaProcess worker = worker()) {
            awaitSuspended(worker, "SOURCE_REFUSES: the daemon's user may not read it");

            FILES.forEach(path -> mode(path, "rw-r--r--"));
            awaitMigrated(FILES.size(), worker);
        }
    }

    @Test
    void closed_files_that_come_first_hold_up_no_other() {
        List<String> closed = FILES.subList(0, 10);
        FILES.forEach(path -> site.write(path, "the bytes of " + path));
        closed.forEach(this::close);
        List<MediaPath> paths = FILES.stream().map(MediaPath::of).toList();
        site.application().catalog().register(paths);
        List<FileRef> inTurn =
                paths.stream().map(path -> FileRef.of(new FileVersion(path, 1))).toList();
        site.send(MessageCodec.encode(new MigrationMessage(Source.BACKFILL, inTurn)));

        try (JavaProcess worker = worker("worker.filesInFlight = 1")) {
            awaitMigrated(FILES.size() - closed.size(), worker);

            assertThat(worker.output()).as("by the first eight").contains("nfs2s3: suspended: ");
            site.await(() -> count("FAILED") == closed.size());
            assertThat(site.query("SELECT DISTINCT failure_code FROM nfs2s3.media WHERE state = 'FAILED'"))
                    .containsExactly("SOURCE_FORBIDDEN");
        }
    }

    @Test
    void a_closed_directory_fails_its_files_alone() {
        try (JavaProcess worker = worker()) {
            upload("images/before.jpg");
            awaitMigrated(1, worker);

            FILES.forEach(path -> site.write("closed/" + path, "the bytes of " + path));
            close("closed");
            FILES.forEach(path -> hook.fileUploaded("closed/" + path));
            upload("images/after.jpg");

            awaitMigrated(2, worker);
            site.await(() -> count("FAILED") == FILES.size());
            assertThat(site.query("SELECT DISTINCT failure_code FROM nfs2s3.media WHERE state = 'FAILED'"))
                    .containsExactly("SOURCE_FORBIDDEN");
            assertThat(worker.output()).doesNotContain("suspended");
        } finally {
            mode("closed", "rwxr-xr-x");
        }
    }

    @Test
    void doctor_names_the_directory_of_a_kind_below_one_that_is_closed() throws IOException {
        Files.createDirectories(site.media().resolve("closed/deep"));
        close("closed");
        Path settings = site.settingsFile("kinds.deep { prefix = \"closed/deep/\", migrate = true }");
        try (JavaProcess doctor = JavaProcess.bound("doctor", "--config", settings.toString())) {
            assertThat(doctor.exitCode()).as(doctor.output()).isEqualTo(3);
            assertThat(doctor.output())
                    .contains("error    MOUNT_KINDS  directories of the kinds")
                    .contains("cause  this user may not list " + site.media().resolve("closed/deep"));
        } finally {
            mode("closed", "rwxr-xr-x");
        }
    }
}
