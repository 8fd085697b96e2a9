package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nfs2s3.catalog.SupersededObjects.Entry;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SupersededObjectsIT {
    private static final Duration SETTLE = Duration.ofHours(1);
    private static final Duration RETENTION = Duration.ofHours(24);
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final MediaCatalog catalog = site.application().catalog();
    private static final SupersededObjects superseded = new SupersededObjects(site.jdbi());

    private static FileVersion upload() {
        return catalog.register(List.of(PATH)).values().iterator().next().upload();
    }

    private static void hoursPass(int hours) {
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE nfs2s3.superseded SET superseded_at = superseded_at - make_interval(hours => ?)",
                        hours));
    }

    private static List<Entry> due() {
        List<Entry> due = superseded.due(SETTLE, RETENTION, 100);
        assertThat(superseded.countDue(SETTLE, RETENTION)).isEqualTo(due.size());
        return due;
    }

    @Test
    void the_newest_upload_is_not_superseded() {
        assertThat(superseded.neverVisible(upload())).isEmpty();
        assertThat(due()).isEmpty();
    }

    @Test
    void an_upload_that_was_replaced_before_its_flip_was_never_visible() {
        FileVersion first = upload();
        upload();

        assertThat(superseded.neverVisible(first)).isPresent();
    }

    @Test
    void an_upload_that_was_flipped_was_visible() {
        FileVersion first = upload();
        Copies.flip(catalog, "w1", List.of(Copies.of(first)));
        assertThat(superseded.neverVisible(first)).isEmpty();
        upload();

        assertThat(superseded.neverVisible(first)).isEmpty();
    }

    @Test
    void an_upload_of_a_path_that_nobody_registered_is_left_alone() {
        assertThat(superseded.neverVisible(new FileVersion(PATH, 1))).isEmpty();
    }

    @Test
    void what_was_never_visible_is_due_when_no_copy_can_be_under_way_any_more() {
        FileVersion first = upload();
        upload();
        assertThat(due()).isEmpty();

        hoursPass(2);

        assertThat(due()).extracting(Entry::upload, Entry::key).containsExactly(tuple(first, null));
    }

    @Test
    void what_was_visible_is_due_after_its_retention_under_the_key_it_had() {
        FileVersion first = upload();
        Copies.flip(catalog, "w1", List.of(Copies.of(first)));
        FileVersion second = upload();
        hoursPass(23);
        assertThat(due()).isEmpty();

        hoursPass(2);
        assertThat(due()).as("it may be the last copy").isEmpty();

        Copies.flip(catalog, "w1", List.of(Copies.of(second)));
        assertThat(due())
                .extracting(Entry::upload, Entry::key)
                .containsExactly(tuple(first, new ObjectKey("images/ab/1.jpg")));
    }

    /** The object under the key of a file that recover left undecided is what somebody is to look at. */
    @Test
    void a_generation_that_fails_again_is_no_older_than_it_was_before() {
        FileVersion first = upload();
        site.jdbi().useHandle(handle -> {
            RecoverFiles.hold(handle, Map.of(first, "nobody knows which one is newer"));
            handle.execute("UPDATE nfs2s3.media SET state = 'QUEUED', failed_at = NULL, failure_code = NULL");
        });
        String given = givenAt();

        assertThat(catalog.fail(first, new Failure(FailureCode.SOURCE_MISSING, "it is gone")))
                .isTrue();

        assertThat(givenAt()).isEqualTo(given);
    }

    private static String givenAt() {
        return site.query("SELECT given_at FROM nfs2s3.superseded").get(0);
    }

    @Test
    void the_oldest_are_due_first_and_forgetting_is_for_good() {
        FileVersion first = upload();
        FileVersion second = upload();
        hoursPass(1);
        upload();
        hoursPass(2);

        List<Entry> one = superseded.due(SETTLE, RETENTION, 1);
        assertThat(one).extracting(Entry::upload).containsExactly(first);
        superseded.forget(one.get(0).id());
        superseded.forget(one.get(0).id());

        assertThat(due()).extracting(Entry::upload).containsExactly(second);
    }
}
