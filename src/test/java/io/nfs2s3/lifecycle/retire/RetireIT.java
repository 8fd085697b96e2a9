package io.nfs2s3.lifecycle.retire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lifecycle.FailedProofsException;
import io.nfs2s3.lifecycle.FileRequest;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.lifecycle.retire.Retire.Direction;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.testing.Directories;
import io.nfs2s3.testing.Programs;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Which originals go into the trash, and which do not.
 *
 * <p>Past 300 lines, for it goes through a table: each reason to leave one is a test.
 */
class RetireIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final RetireRig rig = new RetireRig(site);

    private static final String LEASE = """
            import fcntl, signal, sys
            signal.signal(signal.SIGIO, signal.SIG_IGN)
            file = open(sys.argv[1], 'rb')
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            print('held', flush=True)
            sys.stdin.read()
            """;

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

    @Test
    void an_original_goes_into_the_trash_and_comes_back_as_it_was() throws Exception {
        Instant modified = Instant.parse("1969-12-31T23:59:58.123456700Z");
        site.write("images/a/1.jpg", "images/a/1.jpg");
        // Java itself cannot set a time before 1970.
        assertThat(new ProcessBuilder(
                                "touch",
                                "-d",
                                modified.toString(),
                                rig.file("images/a/1.jpg").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.setPosixFilePermissions(rig.file("images/a/1.jpg"), PosixFilePermissions.fromString("rw-r-----"));
        rig.hook.fileUploaded("images/a/1.jpg");
        rig.work();
        rig.age();

        assertThat(rig.run(Direction.RETIRE, RetireRig.ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(rig.rows()).containsExactly("images/a/1.jpg RETIRED");
        assertThat(rig.trash()).containsExactly("images/a/1.jpg");
        assertThat(rig.file("images/a/1.jpg")).doesNotExist();
        assertThat(rig.file("images/a"))
                .as("a directory that becomes empty is left")
                .isDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rig.file(".nfs2s3-trash"))))
                .isEqualTo("rwx------");

        assertThat(rig.run(Direction.PUT_BACK, RetireRig.ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(rig.rows()).containsExactly("images/a/1.jpg MIGRATED");
        assertThat(rig.file("images/a/1.jpg")).hasContent("images/a/1.jpg");
        assertThat(Files.getLastModifiedTime(rig.file("images/a/1.jpg")).toInstant())
                .isEqualTo(modified);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rig.file("images/a/1.jpg"))))
                .isEqualTo("rw-r-----");
        assertThat(rig.trash()).isEmpty();
        assertThat(site.query("SELECT act FROM nfs2s3.ledger WHERE path = 'images/a/1.jpg' ORDER BY at, id"))
                .endsWith("FLIP", "RETIRE", "RESTORE");

        assertThat(rig.run(Direction.RETIRE, RetireRig.ALL).counts())
                .as("what was brought back has its grace again")
                .isEqualTo(RunCounts.NONE);
    }

    /** Four characters for each byte, if it were written as it is printed: no directory could have the name. */
    @Test
    void the_trash_has_the_name_as_it_is_and_not_as_it_is_printed() {
        String path = "images/" + "\u200F".repeat(60) + "\n.jpg";
        rig.migrate(path);

        assertThat(rig.run(Direction.RETIRE, RetireRig.ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(rig.trash()).containsExactly(path);
        assertThat(rig.run(Direction.PUT_BACK, RetireRig.ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(rig.file(path)).hasContent(path);
    }

    /** After the loss of the database nobody would know whose copy it is. */
    @Test
    void an_original_stays_whose_object_does_not_say_whose_copy_it_is() {
        rig.migrate("images/adopted.jpg");
        rig.age();
        String bytes = site.text("images/adopted.jpg");
        site.s3()
                .putObject(
                        request -> request.bucket(site.bucket()).key("images/adopted.jpg"),
                        RequestBody.fromString(bytes)); // the same ETag, and no metadata

        rig.run(Direction.RETIRE, RetireRig.ALL);

        assertThat(rig.left).extracting(LeftAlone::reason).containsExactly(Obstacle.OBJECT_NOT_OWN);
        assertThat(rig.file("images/adopted.jpg")).exists();
    }

    /** Migrates a file, of whose object the store says more than the one of the tests, and has it retired. */
    private static RetireRig retired(String path, Map<String, String> more) {
        S3FaultProxy proxy = site.closing(S3FaultProxy.to(
                site.addresses().s3Endpoint(), key -> site.keys().contains(key)));
        RetireRig own = new RetireRig(site, "s3.endpoint = \"" + proxy.endpoint() + "\"");
        site.write(path, ""); // the proxy's own answer to a HEAD has no bytes
        own.hook.fileUploaded(path);
        own.work();
        own.age();
        Map<String, String> headers = new HashMap<>(more);
        HeadObjectResponse head = site.head(path);
        headers.put("ETag", head.eTag());
        headers.put("x-amz-checksum-crc32c", "AAAAAA==");
        head.metadata().forEach((name, value) -> headers.put("x-amz-meta-" + name, value));
        proxy.befall(request -> request.method().equals("HEAD") && request.key().equals(path)
                ? new S3Mishap.Answered(200, headers, "")
                : new S3Mishap.Spared());

        own.run(Direction.RETIRE, RetireRig.ALL);
        return own;
    }

    @Test
    void an_original_stays_whose_object_was_only_restored_from_its_archive_for_some_days() {
        RetireRig own = retired(
                "images/restored.jpg",
                Map.of(
                        "x-amz-storage-class", "GLACIER",
                        "x-amz-restore", "ongoing-request=\"false\", expiry-date=\"Fri, 01 Jan 2100 00:00:00 GMT\""));

        assertThat(own.left).extracting(LeftAlone::reason).containsExactly(Obstacle.OBJECT_ARCHIVED);
        assertThat(rig.file("images/restored.jpg")).exists();
    }

    /** The store would remove the only copy. */
    @Test
    void an_original_stays_whose_object_a_rule_of_the_bucket_is_to_remove() {
        String rule = "expiry-date=\"Fri, 01 Jan 2100 00:00:00 GMT\", rule-id=\"old\"";
        RetireRig own = retired("images/expiring.jpg", Map.of("x-amz-expiration", rule));

        assertThat(own.left).containsExactly(new LeftAlone("images/expiring.jpg", Obstacle.OBJECT_EXPIRES, rule));
        assertThat(rig.file("images/expiring.jpg")).exists();
        assertThat(rig.rows()).containsExactly("images/expiring.jpg MIGRATED");
    }

    @Test
    void what_is_not_as_it_was_copied_stays_and_is_named() throws IOException {
        rig.migrate(
                "images/changed.jpg",
                "images/deleted.jpg",
                "images/good1.jpg",
                "images/good2.jpg",
                "images/linked.jpg",
                "images/missing.jpg",
                "images/rewritten.jpg",
                "images/touched.jpg",
                "images/uploaded.jpg",
                "images/dir/below.jpg");
        site.s3()
                .putObject(
                        request -> request.bucket(site.bucket()).key("images/changed.jpg"),
                        RequestBody.fromString("images/CHANGED.jpg"));
        site.s3().deleteObject(request -> request.bucket(site.bucket()).key("images/deleted.jpg"));
        Files.createLink(rig.file("images/other-name.jpg"), rig.file("images/linked.jpg"));
        Files.delete(rig.file("images/missing.jpg"));
        FileTime time = Files.getLastModifiedTime(rig.file("images/rewritten.jpg"));
        site.write("images/rewritten.jpg", "images/REWRITTEN.jpg");
        Files.setLastModifiedTime(rig.file("images/rewritten.jpg"), time);
        Files.setLastModifiedTime(rig.file("images/touched.jpg"), FileTime.from(Instant.EPOCH));
        site.write("images/uploaded.jpg", "another");
        rig.hook.fileUploaded("images/uploaded.jpg");
        Files.move(rig.file("images/dir"), rig.file("images/moved"));
        site.link("images/dir", "moved");
        site.write("images/young.jpg", "young");
        rig.hook.fileUploaded("images/young.jpg");

        Run run = rig.run(Direction.RETIRE, RetireRig.ALL);

        assertThat(rig.reasons())
                .containsExactly(
                        "images/changed.jpg EVIDENCE_CHANGED",
                        "images/deleted.jpg OBJECT_MISSING",
                        "images/dir/below.jpg OTHER_NAMES",
                        "images/linked.jpg OTHER_NAMES",
                        "images/missing.jpg ORIGINAL_MISSING",
                        "images/rewritten.jpg ORIGINAL_DIFFERS",
                        "images/touched.jpg ORIGINAL_DIFFERS");
        assertThat(run.counts()).isEqualTo(new RunCounts(2, 0, 0, 7));
        assertThat(rig.trash()).containsExactly("images/good1.jpg", "images/good2.jpg");
        assertThat(rig.rows().stream().filter(row -> row.endsWith("RETIRED")))
                .containsExactly("images/good1.jpg RETIRED", "images/good2.jpg RETIRED");
    }

    @Test
    void an_object_is_only_looked_at_after_its_original_was_read() throws IOException {
        rig.migrate("images/1.jpg");
        Files.delete(rig.file("images/1.jpg"));
        site.s3().deleteObject(request -> request.bucket(site.bucket()).key("images/1.jpg"));

        rig.run(Direction.RETIRE, RetireRig.ALL);

        assertThat(rig.reasons()).containsExactly("images/1.jpg ORIGINAL_MISSING");
    }

    /** A lease of another process has an open of the file hang, as a broken block has a read. */
    @Test
    void a_file_that_hangs_is_left_and_keeps_nobody_from_the_others() throws IOException {
        assumeTrue(Programs.isOnPath("python3"), "Java takes no lease");
        rig.migrate("images/hangs.jpg", "images/1.jpg");
        RetireRig own = new RetireRig(site, "source.readTimeout = 2 s");
        Process holder = new ProcessBuilder(
                        "python3", "-c", LEASE, rig.file("images/hangs.jpg").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");

            assertThat(own.run(Direction.RETIRE, RetireRig.ALL).counts()).isEqualTo(new RunCounts(1, 0, 0, 1));
        } finally {
            holder.destroy();
        }
        assertThat(own.reasons()).containsExactly("images/hangs.jpg ORIGINAL_UNREADABLE");
        assertThat(rig.trash()).containsExactly("images/1.jpg");
        assertThat(rig.rows()).containsExactly("images/1.jpg RETIRED", "images/hangs.jpg MIGRATED");
    }

    @Test
    void a_run_keeps_to_its_limits() {
        rig.migrate("images/1.jpg", "images/2.jpg", "images/3.jpg");
        RunLease lease = rig.start(Direction.RETIRE, RetireRig.ALL);
        assertThat(RetireRig.done(rig.retire()
                                .run(
                                        lease,
                                        Direction.RETIRE,
                                        FileRequest.of(RetireRig.ALL),
                                        rig.work(2, Long.MAX_VALUE)))
                        .counts()
                        .done())
                .isEqualTo(2);
        assertThat(rig.retire().most(1_000)).as("ten percent of three files").isEqualTo(1);

        rig.migrate("images/4.jpg", "images/5.jpg");
        rig.sql("UPDATE nfs2s3.media SET checksum = 'CRC32C:AAAAAA=='");
        RunLease second = rig.start(Direction.RETIRE, RetireRig.ALL);
        assertThatThrownBy(() ->
                        rig.retire().run(second, Direction.RETIRE, FileRequest.of(RetireRig.ALL), rig.work(100, 1)))
                .isInstanceOf(FailedProofsException.class)
                .hasMessageContaining("more than 1 proofs failed");
    }

    @Test
    void one_run_goes_on_at_a_time_and_none_while_it_is_switched_off() {
        rig.start(Direction.RETIRE, RetireRig.ALL);
        assertThatThrownBy(() -> rig.start(Direction.PUT_BACK, RetireRig.ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("runs cancel");

        Retire off = site.application().retires().retire();
        assertThatThrownBy(() -> off.require(Direction.RETIRE)).hasMessageContaining("retire.enabled = true");
        assertThatThrownBy(() -> off.require(Direction.EMPTY)).hasMessageContaining("retire.enabled = true");
        off.require(Direction.PUT_BACK);
        assertThat(rig.file("images")).doesNotExist();
        assertThat(rig.trash()).as("the probe leaves nothing").isEmpty();
    }

    @Test
    void nothing_is_changed_while_the_mount_is_away_or_the_site_is_suspended() throws IOException {
        rig.migrate("images/1.jpg");
        Path sentinel = rig.file(".nfs2s3-mounted");
        Files.delete(sentinel);
        try {
            assertThatThrownBy(() -> rig.retire().require(Direction.RETIRE))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("the mount is down");
            assertThat(rig.file(".nfs2s3-trash")).doesNotExist();
        } finally {
            Files.createFile(sentinel);
        }
        rig.sql("UPDATE nfs2s3.site SET suspended = 'FOREIGN', suspended_reason = 'told so', suspended_at = now()");
        try {
            RunLease lease = rig.start(Direction.RETIRE, RetireRig.ALL);
            assertThatThrownBy(() -> rig.take(lease, Direction.RETIRE, RetireRig.ALL))
                    .hasMessageContaining("told so");
            assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED");
            assertThat(rig.file("images/1.jpg")).exists();
        } finally {
            rig.sql("UPDATE nfs2s3.site SET suspended = NULL, suspended_reason = NULL, suspended_at = NULL");
        }
    }

    @Test
    void nobody_reads_or_registers_what_is_in_the_trash() {
        rig.migrate("images/1.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        String path = rig.file("").relativize(rig.inTrash("images/1.jpg")).toString();

        assertThatThrownBy(() -> rig.hook.fileUploaded(path)).isInstanceOf(IllegalArgumentException.class);
        try (NfsSource source = new NfsSource(
                rig.application.settings().source(), rig.application.settings().names())) {
            assertThatThrownBy(() -> FutureErrors.join(source.read(MediaPath.of(path), opened -> opened)))
                    .hasMessageContaining("its name is left out");
        }
    }

    @Test
    void chosen_files_that_cannot_go_are_told() {
        rig.migrate("images/1.jpg", "images/2.jpg");
        site.write("images/young.jpg", "young");
        rig.hook.fileUploaded("images/young.jpg");
        FileSelection filter = RetireRig.of("images/2.jpg", "images/young.jpg", "images/nobody.jpg");
        rig.run(Direction.RETIRE, RetireRig.of("images/1.jpg"));
        assertThat(rig.run(Direction.RETIRE, RetireRig.of("images/1.jpg")).counts())
                .as("retired already")
                .isEqualTo(new RunCounts(0, 1, 0, 0));

        rig.run(Direction.RETIRE, filter);

        assertThat(rig.reasons()).containsExactly("images/nobody.jpg NOT_REGISTERED", "images/young.jpg NOT_RIPE");
        assertThat(rig.trash()).containsExactly("images/1.jpg", "images/2.jpg");
    }
}
