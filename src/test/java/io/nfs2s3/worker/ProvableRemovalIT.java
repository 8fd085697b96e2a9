package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.catalog.SupersededObjects.Kept;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.OwnObjects;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Nothing is removed that is not provably the copy of a superseded upload, and named by no row.
 *
 * <p>Past 300 lines, so that all the ways in which an object may not be ours stand in one place.
 */
class ProvableRemovalIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final Application application = site.application("s3.supersededRetention = 24 h");

    @BeforeEach
    void clear() {
        site.keys()
                .forEach(key -> site.s3()
                        .deleteObject(request -> request.bucket(site.bucket()).key(key)));
    }

    private static FileVersion registered(MediaPath path) {
        return application
                .catalog()
                .register(List.of(path))
                .values()
                .iterator()
                .next()
                .upload();
    }

    private static FileVersion copied() {
        FileVersion upload = registered(PATH);
        OwnObjects.put(site, upload);
        return upload;
    }

    private static boolean flipped(FileVersion upload) {
        return Copies.flip(application.catalog(), "w1", List.of(Copies.of(upload)))
                .contains(upload);
    }

    private static void daysPass() {
        site.jdbi().useHandle(handle -> handle.execute("""
                        UPDATE nfs2s3.superseded SET superseded_at = superseded_at - interval '2 days',
                            not_before = not_before - interval '2 days'"""));
    }

    private static void byHand(String sql, Object... parameters) {
        site.jdbi().useHandle(handle -> handle.execute(sql, parameters));
    }

    private static List<Kept> kept() {
        return application.cleaner().kept(10);
    }

    @Test
    void what_another_program_put_under_the_key_stays_and_is_named() {
        FileVersion first = registered(PATH);
        OwnObjects.put(site, first, Map.of());
        registered(PATH);
        daysPass();

        assertThat(application.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(0, 1));

        assertThat(site.keys()).containsExactly("images/ab/1.jpg");
        assertThat(application.cleaner().kept()).isEqualTo(1);
        assertThat(kept().get(0).key()).isEqualTo("images/ab/1.jpg");
        assertThat(kept().get(0).reason()).startsWith("not ours");
        assertThat(application.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(0, 0));
    }

    @Test
    void an_object_that_is_the_copy_of_another_upload_stays() {
        FileVersion first = registered(PATH);
        for (Map<String, String> other : List.of(
                OwnObjects.metadata(site, new FileVersion(PATH, 2)),
                OwnObjects.metadata(site, new FileVersion(MediaPath.of("images/ab/2.jpg"), 1)),
                without("generation", first),
                without("site", first),
                with("site", "another", first),
                without("media-path", first))) {
            OwnObjects.put(site, first, other);
            registered(PATH);
            daysPass();

            application.cleaner().sweep();

            assertThat(site.keys()).containsExactly("images/ab/1.jpg");
        }
    }

    private static Map<String, String> without(String name, FileVersion upload) {
        Map<String, String> metadata = new HashMap<>(OwnObjects.metadata(site, upload));
        metadata.remove(name);
        return metadata;
    }

    private static Map<String, String> with(String name, String value, FileVersion upload) {
        Map<String, String> metadata = new HashMap<>(OwnObjects.metadata(site, upload));
        metadata.put(name, value);
        return metadata;
    }

    /** A database that was restored gives generations out again, and nobody knows whose their objects are. */
    @Test
    void an_object_that_is_older_than_its_upload_stays_and_is_named() {
        FileVersion again = copied();
        byHand("UPDATE nfs2s3.media SET registered_at = now() + interval '10 minutes'"); // the object was there before
        registered(PATH);

        application.cleaner().removeIfNeverVisible(again, ObjectKey.of("", PATH, 1));
        daysPass();
        assertThat(application.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(0, 1));

        assertThat(site.keys()).containsExactly("images/ab/1.jpg");
        assertThat(kept())
                .singleElement()
                .satisfies(one -> assertThat(one.reason()).startsWith("older than its upload"));
    }

    @Test
    void an_object_that_is_older_than_its_upload_stays_also_where_that_failed() {
        FileVersion again = copied();
        byHand("UPDATE nfs2s3.media SET registered_at = now() + interval '10 minutes'");
        application.catalog().fail(again, new Failure(FailureCode.INTERNAL, "on purpose"));
        daysPass();

        assertThat(application.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(0, 1));

        assertThat(site.keys()).containsExactly("images/ab/1.jpg");
    }

    @Test
    void the_clocks_of_store_and_database_may_differ_by_some_minutes() {
        copied();
        byHand("UPDATE nfs2s3.media SET registered_at = now() + interval '4 minutes'");
        registered(PATH);
        daysPass();

        assertThat(application.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(1, 0));

        assertThat(site.keys()).isEmpty();
    }

    /** It was registered long before, and an object of a lost time came between. */
    @Test
    void a_generation_that_a_worker_or_a_retry_gave_out_is_as_old_as_that() {
        FileVersion first = registered(PATH);
        FileVersion second = application.catalog().supersede(first).orElseThrow();
        OwnObjects.put(site, second);
        byHand("UPDATE nfs2s3.superseded SET superseded_at = now() + interval '10 minutes'");
        assertThat(application.catalog().supersede(second)).isPresent();
        daysPass();

        assertThat(application.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(1, 1)); // the first has no object

        assertThat(site.keys()).containsExactly("images/ab/1~g2.jpg");
    }

    @Test
    void what_an_attempt_left_is_removed_also_where_a_retry_gave_the_generation_out() {
        FileVersion failed = registered(PATH);
        application.catalog().fail(failed, new Failure(FailureCode.INTERNAL, "on purpose"));
        application.retries().failedRetry().retry(FailedFilter.ALL, 1, sent -> true);
        OwnObjects.put(site, new FileVersion(PATH, 2));
        registered(PATH);
        daysPass();

        application.cleaner().sweep();

        assertThat(site.keys()).isEmpty();
    }

    /** An object that was adopted, or taken up, was there before its row. */
    @Test
    void an_object_that_a_row_named_is_removed_however_old_it_is() {
        FileVersion first = copied();
        byHand("UPDATE nfs2s3.media SET registered_at = now() + interval '10 minutes'");
        assertThat(flipped(first)).isTrue();
        FileVersion second = copied();
        assertThat(flipped(second)).isTrue();
        daysPass();

        assertThat(application.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(1, 0));

        assertThat(site.keys()).containsExactly("images/ab/1~g2.jpg");
    }

    @Test
    void a_stranger_that_was_removed_by_hand_leaves_the_list() {
        OwnObjects.put(site, registered(PATH), Map.of());
        registered(PATH);
        daysPass();
        application.cleaner().sweep();
        site.s3().deleteObject(request -> request.bucket(site.bucket()).key("images/ab/1.jpg"));
        daysPass();

        assertThat(application.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(1, 0));
        assertThat(kept()).isEmpty();
    }

    @Test
    void a_file_set_back_from_failed_by_hand_keeps_the_object_that_its_pointer_names() {
        FileVersion upload = copied();
        application.catalog().fail(upload, new Failure(FailureCode.SOURCE_READ, "on purpose"));
        byHand("UPDATE nfs2s3.media SET state = 'QUEUED' WHERE path = ?", PATH.value());
        assertThat(flipped(upload)).isTrue();
        daysPass();

        assertThat(application.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(0, 0));

        assertThat(site.keys()).containsExactly("images/ab/1.jpg");
    }

    @Test
    void a_path_that_was_deleted_and_uploaded_again_keeps_the_object_that_its_pointer_names() {
        copied();
        registered(PATH);
        byHand("DELETE FROM nfs2s3.media");
        assertThat(flipped(registered(PATH))).isTrue();
        daysPass();

        application.cleaner().sweep();

        assertThat(site.keyOf(PATH.value())).isEqualTo("images/ab/1.jpg");
        assertThat(site.keys()).containsExactly("images/ab/1.jpg");
    }

    @Test
    void a_table_put_back_from_a_copy_of_itself_keeps_what_its_pointers_name() {
        List<MediaPath> paths = Copies.paths("put-back", 20);
        for (MediaPath path : paths) {
            FileVersion upload = registered(path);
            OwnObjects.put(site, upload);
            assertThat(flipped(upload)).isTrue();
        }
        byHand("CREATE TABLE saved AS SELECT * FROM nfs2s3.media");
        application.catalog().register(paths.subList(0, 10));
        byHand("TRUNCATE nfs2s3.media");
        byHand("INSERT INTO nfs2s3.media OVERRIDING SYSTEM VALUE SELECT * FROM saved");
        byHand("DROP TABLE saved");
        daysPass();

        application.cleaner().sweep();

        assertThat(site.keys())
                .containsExactlyInAnyOrderElementsOf(site.query("SELECT object_key FROM nfs2s3.media"))
                .hasSize(20);
    }

    @Test
    void a_pointer_put_back_by_hand_after_the_removal_is_refused() {
        FileVersion first = copied();
        assertThat(flipped(first)).isTrue();
        assertThat(flipped(copied())).isTrue();
        daysPass();
        assertThat(application.cleaner().sweep().removed()).isEqualTo(1);
        byHand("DELETE FROM nfs2s3.media");
        FileVersion again = registered(PATH);

        // proved before the removal, flipped after it
        assertThat(again).isEqualTo(first);
        assertThat(flipped(again)).isFalse();
    }

    @Test
    void one_object_that_cannot_be_removed_holds_up_no_other_and_is_tried_less_and_less_often() {
        List<MediaPath> paths = Copies.paths("locked", 5);
        for (MediaPath path : paths) {
            OwnObjects.put(site, registered(path));
            registered(path);
        }
        try (S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
                Application locked = new Application(site.settings("s3.endpoint = \"" + s3.endpoint() + "\""))) {
            s3.befall(request ->
                    request.method().equals("DELETE") && request.key().equals("images/locked1.jpg")
                            ? new S3Mishap.Refused(403, "AccessDenied")
                            : new S3Mishap.Spared());
            daysPass();

            assertThat(locked.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(4, 1));
            assertThat(locked.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(0, 0));
            daysPass();
            assertThat(locked.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(0, 1));
        }

        assertThat(site.keys()).containsExactly("images/locked1.jpg");
        assertThat(kept()).singleElement().satisfies(one -> {
            assertThat(one.upload().path()).isEqualTo(paths.get(0));
            assertThat(one.attempts()).isEqualTo(2);
            assertThat(one.reason()).contains("403 AccessDenied");
        });
    }

    /** Which has no route for this method: by its word nothing is removed. */
    @Test
    void a_delete_that_a_proxy_answers_404_has_removed_nothing() {
        copied();
        registered(PATH);
        try (S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
                Application behind = new Application(site.settings("s3.endpoint = \"" + s3.endpoint() + "\""))) {
            s3.befall(request -> request.method().equals("DELETE")
                    ? new S3Mishap.Answered(404, Map.of("Content-Type", "text/html"), "<h1>404</h1>")
                    : new S3Mishap.Spared());
            daysPass();

            assertThat(behind.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(0, 1));
        }
        assertThat(kept())
                .singleElement()
                .satisfies(one -> assertThat(one.reason()).contains("404"));
    }

    @Test
    void a_store_that_fails_for_one_object_only_is_no_outage() {
        copied();
        registered(PATH);
        try (S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
                Application failing = new Application(site.settings("s3.endpoint = \"" + s3.endpoint() + "\""))) {
            s3.befall(request -> request.method().equals("DELETE")
                    ? new S3Mishap.Refused(500, "InternalError")
                    : new S3Mishap.Spared());
            daysPass();

            assertThat(failing.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(0, 1));
        }
        assertThat(site.query("SELECT claimed_at IS NOT NULL FROM nfs2s3.superseded"))
                .as("it may still be removed")
                .containsExactly("t");
    }

    @Test
    void a_removal_that_may_have_been_done_keeps_its_claim() {
        FileVersion first = copied();
        registered(PATH);
        byHand("UPDATE nfs2s3.superseded SET claimed_at = now(), not_before = now() - interval '1 minute'");
        byHand("DELETE FROM nfs2s3.media");
        FileVersion again = registered(PATH);
        assertThat(again).isEqualTo(first);

        assertThat(flipped(again)).isFalse();
    }

    @Test
    void a_worker_goes_on_with_the_next_generation_where_the_object_is_being_removed() {
        copied();
        registered(PATH);
        byHand("UPDATE nfs2s3.superseded SET claimed_at = now(), not_before = now() + interval '15 minutes'");
        byHand("DELETE FROM nfs2s3.media");
        site.write(PATH.value(), "x");
        try (UploadHook hook = application.hook()) {
            hook.fileUploaded(PATH.value());
        }

        assertThat(WorkerTestBase.workUntilEmpty(application).migrated()).isEqualTo(1);

        assertThat(site.keyOf(PATH.value())).isEqualTo("images/ab/1~g2.jpg");
        assertThat(site.keys()).contains("images/ab/1~g2.jpg");
    }

    @Test
    void in_a_bucket_with_versions_that_very_version_is_removed() throws IOException {
        FileVersion first = registered(PATH);
        Copies.flip(application.catalog(), "w1", List.of(withVersion(Copies.of(first), "v7")));
        assertThat(flipped(registered(PATH))).isTrue();
        daysPass();
        try (VersionedStore store = new VersionedStore(OwnObjects.metadata(site, first), site.id());
                Application versioned = new Application(site.settings("s3.endpoint = \"" + store.endpoint() + "\""))) {
            assertThat(versioned.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(1, 0));

            assertThat(store.requests())
                    .containsExactly("HEAD images/ab/1.jpg versionId=v7", "DELETE images/ab/1.jpg versionId=v7");
        }
    }

    private static StoredCopy withVersion(StoredCopy copy, String version) {
        return new StoredCopy(
                copy.upload(),
                copy.key(),
                copy.sizeBytes(),
                copy.sourceModified(),
                copy.checksum(),
                copy.etag(),
                version);
    }
}
