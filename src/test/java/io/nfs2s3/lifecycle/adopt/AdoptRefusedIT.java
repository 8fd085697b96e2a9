package io.nfs2s3.lifecycle.adopt;

import static io.nfs2s3.lifecycle.adopt.AdoptRig.mending;
import static io.nfs2s3.lifecycle.adopt.AdoptRig.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.testing.TestSite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;

/** Objects with the right bytes that are not to be adopted, or cannot be, and hold up no others. */
class AdoptRefusedIT {
    private static final String ETAG_OF_NOTHING = "\"d41d8cd98f00b204e9800998ecf8427e\"";

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final AdoptRig rig = new AdoptRig(site);

    @BeforeEach
    void clear() {
        site.clearRuns();
        rig.spare();
    }

    /** The file and an object without bytes: the proxy's own answer to a HEAD has none. */
    private static void empty(String path) {
        site.write(path, "");
        rig.put(path, "");
    }

    private static S3Mishap inGlacier(Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("ETag", ETAG_OF_NOTHING);
        headers.put("x-amz-storage-class", "GLACIER");
        return new S3Mishap.Answered(200, headers, "");
    }

    private static void labelled(String path, Map<String, String> metadata) {
        site.write(path, path);
        site.s3()
                .putObject(
                        request -> request.bucket(site.bucket()).key(path).metadata(metadata),
                        RequestBody.fromString(path));
    }

    private static boolean isHead(S3Request request, String key) {
        return request.method().equals("HEAD") && request.key().startsWith(key);
    }

    @Test
    void an_object_that_was_only_restored_from_its_archive_for_some_days_is_refused() {
        empty("images/restored/1");
        rig.befall(request -> isHead(request, "images/restored/")
                ? inGlacier(Map.of(
                        "x-amz-restore", "ongoing-request=\"false\", expiry-date=\"Fri, 01 Jan 2100 00:00:00 GMT\""))
                : new S3Mishap.Spared());

        assertThat(rig.run(prefix("images/restored/")).counts()).isEqualTo(new RunCounts(0, 0, 0, 1));
        assertThat(rig.run(mending("images/restored/")).counts()).isEqualTo(new RunCounts(0, 0, 0, 1));
        assertThat(rig.reasons()).containsExactly("images/restored/1 OBJECT_ARCHIVED");
        assertThat(rig.requests("PUT", "images/restored/")).isZero();
    }

    @Test
    void an_object_whose_copy_went_into_an_archive_is_refused() {
        empty("images/archiving/1");
        rig.befall(request -> isHead(request, "images/archiving/") && rig.requests("PUT", "images/archiving/") > 0
                ? inGlacier(Map.of())
                : new S3Mishap.Spared());

        assertThat(rig.run(mending("images/archiving/")).counts()).isEqualTo(new RunCounts(0, 0, 0, 1));
        assertThat(rig.reasons()).containsExactly("images/archiving/1 OBJECT_ARCHIVED");
        assertThat(rig.states("images/archiving/")).isEmpty();
    }

    @Test
    void an_object_that_says_it_is_another_sites_is_refused_and_keeps_its_metadata() {
        labelled("images/other/1", Map.of("site", "another"));

        assertThat(rig.run(prefix("images/other/")).counts()).isEqualTo(new RunCounts(0, 0, 0, 1));
        assertThat(rig.run(mending("images/other/")).counts()).isEqualTo(new RunCounts(0, 0, 0, 1));
        assertThat(rig.reasons()).containsExactly("images/other/1 OTHER_SITE");
        assertThat(site.head("images/other/1").metadata()).containsEntry("site", "another");
    }

    @Test
    void an_own_object_that_says_another_upload_keeps_its_metadata() {
        labelled("images/own/1", Map.of("site", site.id(), "media-path", "images/own/2", "generation", "2"));

        assertThat(rig.run(mending("images/own/")).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(site.head("images/own/1").metadata()).containsEntry("media-path", "images/own/2");
    }

    @Test
    void objects_that_fail_by_themselves_hold_up_no_others_however_many_they_are() {
        for (int i = 0; i < 5; i++) {
            rig.both("images/lost/" + i);
        }
        rig.both("images/lost/right");
        rig.befall(request -> isHead(request, "images/lost/") && !request.key().endsWith("right")
                ? new S3Mishap.CutOff()
                : new S3Mishap.Spared());

        assertThat(rig.run(prefix("images/lost/")).counts()).isEqualTo(new RunCounts(1, 0, 0, 5));
        assertThat(rig.reasons()).hasSize(5).allMatch(left -> left.endsWith(" STORE_FAILED"));
    }

    @Test
    void a_bucket_that_may_not_be_listed_is_not_waited_for() {
        rig.both("images/unlisted/1");
        rig.befall(request -> request.query().contains("list-type=2")
                ? new S3Mishap.Refused(403, "AccessDenied")
                : new S3Mishap.Spared());
        Adoption adoption = rig.adoption();
        RunLease lease = adoption.start(prefix("images/unlisted/"), 0);
        RunProgress progress = new RunProgress();
        AdoptWork work = rig.work(
                prefix("images/unlisted/"), 0, progress, () -> progress.waits().isEmpty());

        assertThatThrownBy(() -> adoption.run(lease, work))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("the objects of the bucket cannot be listed")
                .hasMessageContaining("grant s3:ListBucket");
    }

    @Test
    void a_key_that_the_database_cannot_hold_is_no_files() {
        rig.both("images/nul/1");
        rig.befall(request -> request.method().equals("GET") && request.query().contains("images%2Fnul")
                ? new S3Mishap.Answered(200, Map.of("Content-Type", "application/xml"), """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
                        <EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>
                        <Contents><Key>images/nul/%00</Key><Size>1</Size></Contents>
                        <Contents><Key>images/nul/1</Key><Size>12</Size></Contents>
                        </ListBucketResult>""")
                : new S3Mishap.Spared());

        assertThat(rig.run(prefix("images/nul/")).counts()).isEqualTo(new RunCounts(1, 0, 1, 0));
        assertThat(rig.reasons()).containsExactly("images/nul/\0 OTHER_KEY");
    }

    @Test
    void a_file_that_fails_for_another_reason_before_the_flip_stays_failed() {
        rig.both("images/fails/1");
        rig.application.catalog().register(List.of(MediaPath.of("images/fails/1")));
        rig.befall(request -> {
            if (isHead(request, "images/fails/")) {
                site.jdbi()
                        .useHandle(handle -> handle.execute("UPDATE nfs2s3.media SET state = 'FAILED',"
                                + " failed_at = now(), failure_code = 'NOT_PROVED' WHERE path = 'images/fails/1'"));
            }
            return new S3Mishap.Spared();
        });

        assertThat(rig.run(prefix("images/fails/")).counts()).isEqualTo(new RunCounts(0, 0, 1, 0));
        assertThat(rig.reasons()).containsExactly("images/fails/1 MOVED");
        assertThat(rig.row("state || failure_code", "images/fails/1")).isEqualTo("FAILEDNOT_PROVED");
    }
}
