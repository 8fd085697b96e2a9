package io.nfs2s3.lifecycle.adopt;

import static io.nfs2s3.lifecycle.adopt.AdoptRig.mending;
import static io.nfs2s3.lifecycle.adopt.AdoptRig.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.SourceFile;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What proves an object and what does not, and what happens to file and object meanwhile. */
class AdoptProofIT {
    private static final String RANDOM = "\"0123456789abcdef0123456789abcdef\"";

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final AdoptRig rig = new AdoptRig(site);

    @BeforeEach
    void clear() {
        site.clearRuns();
        rig.spare();
    }

    /** The file, and an object whose ETag proves nothing. */
    private static void unprovable(String path) {
        site.write(path, rig.putUnevenly(path));
    }

    @Test
    void an_object_whose_etag_proves_nothing_is_read() {
        unprovable("images/read/right");
        byte[] wrong = rig.putUnevenly("images/read/wrong");
        wrong[0] ^= 1;
        site.write("images/read/wrong", wrong);

        assertThat(rig.run(prefix("images/read/")).counts()).isEqualTo(new RunCounts(1, 0, 0, 1));

        assertThat(rig.reasons()).containsExactly("images/read/wrong DIFFERS");
        assertThat(rig.tally.proofs()).isEqualTo(new AdoptTally.Proofs(0, 0, 1));
        assertThat(rig.requests("GET", "images/read/")).isEqualTo(2);
        assertThat(rig.row("etag", "images/read/right"))
                .isEqualTo(site.head("images/read/right").eTag());
    }

    @Test
    void an_etag_that_looks_like_another_md5_as_with_sse_kms_never_says_that_the_object_differs() {
        rig.both("images/kms/1");
        rig.befall(request ->
                request.key().isEmpty() ? new S3Mishap.Spared() : new S3Mishap.HeaderChanged("ETag", RANDOM));

        assertThat(rig.run(new AdoptSelection("images/kms/", null, false, false))
                        .counts())
                .isEqualTo(new RunCounts(0, 0, 0, 1));
        assertThat(rig.reasons()).containsExactly("images/kms/1 NOT_READ");
        assertThat(rig.requests("GET", "images/kms/")).isZero();
    }

    @Test
    void the_checksum_that_the_store_keeps_decides_and_nothing_is_read() {
        Map<String, String> checksums = Map.of("images/crc/right", "AAAAAA==", "images/crc/wrong", "4waSgw==");
        checksums.keySet().forEach(path -> {
            site.write(path, ""); // the proxy's own answer to a HEAD has no bytes
            rig.put(path, "");
        });
        rig.befall(request -> request.method().equals("HEAD") && checksums.containsKey(request.key())
                ? new S3Mishap.Answered(
                        200, Map.of("ETag", RANDOM, "x-amz-checksum-crc32c", checksums.get(request.key())), "")
                : new S3Mishap.Spared());

        assertThat(rig.run(prefix("images/crc/")).counts()).isEqualTo(new RunCounts(1, 0, 0, 1));
        assertThat(rig.reasons()).containsExactly("images/crc/wrong DIFFERS");
        assertThat(rig.tally.proofs()).isEqualTo(new AdoptTally.Proofs(0, 1, 0));
        assertThat(rig.requests("GET", "images/crc/")).isZero();
        assertThat(rig.row("checksum", "images/crc/right")).isEqualTo("CRC32C:AAAAAA==");
    }

    @Test
    void an_archived_object_proves_nothing_and_one_that_may_not_be_looked_at_holds_up_no_other() {
        rig.both("images/archived/1");
        rig.both("images/archived/2");
        rig.both("images/archived/3");
        rig.befall(request -> switch (request.method() + request.key()) {
            case "HEADimages/archived/1" ->
                new S3Mishap.Answered(200, Map.of("x-amz-storage-class", "GLACIER"), "images/archived/1");
            case "HEADimages/archived/2", "GETimages/archived/2" -> new S3Mishap.Refused(403, "AccessDenied");
            default -> new S3Mishap.Spared();
        });

        assertThat(rig.run(prefix("images/archived/")).counts()).isEqualTo(new RunCounts(1, 0, 0, 2));
        assertThat(rig.reasons())
                .containsExactly("images/archived/1 OBJECT_ARCHIVED", "images/archived/2 OBJECT_UNREADABLE");
    }

    @Test
    void an_upload_between_the_proof_and_the_flip_wins() {
        rig.both("images/raced/known");
        unprovable("images/raced/unknown");
        List<MediaPath> paths = List.of(MediaPath.of("images/raced/known"), MediaPath.of("images/raced/unknown"));
        rig.application.catalog().register(paths.subList(0, 1));
        rig.befall(request -> {
            if (request.method().equals("GET")
                    && request.key().equals("images/raced/unknown")) { // its original is read
                site.write("images/raced/known", "newer");
                site.write("images/raced/unknown", "newer");
                rig.application.catalog().register(paths);
            }
            return new S3Mishap.Spared();
        });

        assertThat(rig.run(prefix("images/raced/")).counts()).isEqualTo(new RunCounts(0, 0, 2, 0));
        assertThat(rig.reasons()).containsExactly("images/raced/known MOVED", "images/raced/unknown MOVED");
        assertThat(rig.states("images/raced/"))
                .containsExactly("images/raced/known QUEUED", "images/raced/unknown QUEUED");
        assertThat(rig.row("generation", "images/raced/known")).isEqualTo("2");
    }

    @Test
    void an_object_that_is_replaced_before_it_is_read_is_not_adopted() {
        unprovable("images/replaced/1");
        rig.befall(request -> {
            if (request.method().equals("GET") && request.key().equals("images/replaced/1")) {
                rig.put("images/replaced/1", site.object("images/replaced/1"));
            }
            return new S3Mishap.Spared();
        });

        assertThat(rig.run(prefix("images/replaced/")).counts()).isEqualTo(new RunCounts(0, 0, 1, 0));
        assertThat(rig.reasons()).containsExactly("images/replaced/1 MOVED");
        assertThat(rig.states("images/replaced/")).isEmpty();
    }

    @Test
    void a_file_that_changes_while_it_is_read_is_no_proof() {
        site.write("images/changing/1", "123");
        try (NfsSource source =
                new NfsSource(site.settings().source(), site.settings().names())) {
            Function<SourceFile, OriginalSums> meanwhile = file -> {
                site.write("images/changing/1", "1234");
                return OriginalSums.read(file, null, false, new ContentTypes());
            };
            assertThatThrownBy(() -> source.read(MediaPath.of("images/changing/1"), meanwhile)
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            error -> assertThat(error.code()).isEqualTo(FailureCode.SOURCE_CHANGED));
        }
    }

    @Test
    void metadata_is_mended_by_a_copy_onto_itself_which_is_proved_again_and_happens_once() {
        site.write("images/mended/1.html", "<html>");
        rig.put("images/mended/1.html", "<html>");

        assertThat(rig.run(mending("images/mended/")).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));

        var head = site.head("images/mended/1.html");
        assertThat(head.contentType()).startsWith("text/html");
        assertThat(head.contentDisposition()).isEqualTo("attachment");
        assertThat(head.cacheControl()).contains("immutable");
        assertThat(head.metadata())
                .containsEntry("media-path", "images/mended/1.html")
                .containsEntry("generation", "1")
                .containsEntry("site", site.id())
                .containsKey("source-mtime");
        assertThat(rig.row("etag", "images/mended/1.html")).isEqualTo(head.eTag());
        assertThat(rig.tally.mended()).isEqualTo(1);
        assertThat(rig.requests("PUT", "images/mended/")).isEqualTo(1);
        assertThat(site.text("images/mended/1.html")).isEqualTo("<html>");

        site.jdbi()
                .useHandle(handle -> handle.execute("DELETE FROM nfs2s3.media")); // as if it had died before the flip
        rig.run(mending("images/mended/"));
        assertThat(rig.requests("PUT", "images/mended/")).isEqualTo(1);
        assertThat(rig.states("images/mended/")).containsExactly("images/mended/1.html MIGRATED");
    }

    @Test
    void an_object_that_was_replaced_before_its_copy_is_left_alone() {
        site.write("images/swapped/1.txt", "123");
        rig.put("images/swapped/1.txt", "123");
        rig.befall(request -> {
            if (request.method().equals("PUT") && request.key().startsWith("images/swapped/")) {
                rig.put(request.key(), "124");
            }
            return new S3Mishap.Spared();
        });

        assertThat(rig.run(mending("images/swapped/")).counts()).isEqualTo(new RunCounts(0, 0, 1, 0));
        assertThat(rig.reasons()).containsExactly("images/swapped/1.txt MOVED");
        assertThat(site.head("images/swapped/1.txt").metadata()).isEmpty();
        assertThat(site.text("images/swapped/1.txt")).isEqualTo("124");
    }
}
