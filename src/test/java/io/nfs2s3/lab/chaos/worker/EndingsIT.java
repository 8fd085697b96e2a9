package io.nfs2s3.lab.chaos.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;

/** The suite finds what it is there to find. */
class EndingsIT {
    private static final String PATH = "images/1.jpg";
    private static final Story KEPT = new Story(PATH, Fate.KEPT, 100, 1);
    private static final Story DELETED = new Story("images/gone.jpg", Fate.DELETED, 100, 2);

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @BeforeEach
    void write() {
        site.write(PATH, KEPT.bytes(1));
        put(PATH, KEPT.bytes(1));
    }

    private static void put(String key, byte[] bytes) {
        site.s3().putObject(request -> request.bucket(site.bucket()).key(key), RequestBody.fromBytes(bytes));
    }

    private static Findings findings(Story story, MediaRow row) {
        return new Endings(site, Map.of(row.path(), row)).findings(List.of(story));
    }

    private static MediaRow migrated(Story story) {
        return new MediaRow(story.path(), 1, MediaState.MIGRATED, story.path(), null, null);
    }

    private static MediaRow failed(Story story, String code) {
        return new MediaRow(story.path(), 1, MediaState.FAILED, null, code, "");
    }

    @Test
    void the_bytes_that_are_on_the_disk_are_right() {
        assertThat(findings(KEPT, migrated(KEPT)).isEmpty()).isTrue();
    }

    @Test
    void other_bytes_are_wrong() {
        site.write(PATH, KEPT.bytes(2));
        assertThat(findings(KEPT, migrated(KEPT)).wrong()).hasSize(1);
    }

    @Test
    void a_file_without_a_row_or_still_queued_is_lost() {
        MediaRow queued = new MediaRow(PATH, 1, MediaState.QUEUED, null, null, null);
        assertThat(findings(KEPT, queued).lost()).hasSize(1);
        assertThat(findings(KEPT, migrated(DELETED)).lost()).hasSize(1);
    }

    @Test
    void a_pointer_to_no_object_is_wrong() {
        assertThat(findings(DELETED, migrated(DELETED)).wrong()).hasSize(1);
    }

    @Test
    void a_file_that_was_deleted_may_be_migrated_as_it_was_or_missing_and_nothing_else() {
        assertThat(findings(DELETED, failed(DELETED, "SOURCE_MISSING")).isEmpty())
                .isTrue();
        assertThat(findings(DELETED, failed(DELETED, "STORE_BUSY")).wrong()).hasSize(1);
        put(DELETED.path(), DELETED.bytes(1));
        assertThat(findings(DELETED, migrated(DELETED)).isEmpty()).isTrue();
        site.s3().deleteObject(request -> request.bucket(site.bucket()).key(DELETED.path()));
    }

    @Test
    void a_file_that_is_there_must_not_be_failed() {
        assertThat(findings(KEPT, failed(KEPT, "SOURCE_MISSING")).wrong()).hasSize(1);
    }
}
