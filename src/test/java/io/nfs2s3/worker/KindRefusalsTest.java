package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.storage.KindOptions;
import io.nfs2s3.storage.ObjectOptions;
import io.nfs2s3.worker.RefusalJudge.Verdict;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Kinds that are stored in several ways: what is refused in one way alone is neither an outage nor the fault of a file. */
class KindRefusalsTest {
    private static final ObjectOptions BY_KEY = new ObjectOptions("", Map.of(), "alias/audio", "", "");
    private static final MediaKind IMAGES = new MediaKind("image", "images/", true);
    private static final MediaKind AUDIO = new MediaKind("audio", "audio/", true);
    private static final MediaPath IMAGE = MediaPath.of("images/1.jpg");
    private static final MediaPath OTHER_IMAGE = MediaPath.of("images/2.jpg");

    private final AtomicLong nanos = new AtomicLong();
    private final RefusalJudge judge =
            new RefusalJudge(new KindOptions(Map.of(IMAGES, ObjectOptions.NONE, AUDIO, BY_KEY)), nanos::get);

    private static MediaPath audio(int i) {
        return MediaPath.of("audio/" + i + ".mp3");
    }

    private Verdict refused(MediaPath path) {
        return judge.refused(path, FailureCode.STORE_REFUSES);
    }

    private void later() {
        nanos.addAndGet(RefusalJudge.FRESH.toNanos());
    }

    @Test
    void eight_files_in_a_row_of_one_kind_have_that_kind_wait_where_no_other_was_tried() {
        judge.copied(IMAGE, false);
        judge.copied(audio(0), false);
        judge.begun(); // one that stays on its way
        for (int i = 1; i < RefusalJudge.IN_A_ROW; i++) {
            assertThat(refused(audio(i))).isEqualTo(Verdict.UNDECIDED);
        }

        assertThat(refused(audio(RefusalJudge.IN_A_ROW))).isEqualTo(Verdict.KIND);
        assertThat(refused(audio(1))).isEqualTo(Verdict.KIND);
    }

    @Test
    void copies_of_another_kind_between_two_refusals_do_not_make_it_the_fault_of_the_file() {
        judge.begun();
        assertThat(refused(audio(1))).isEqualTo(Verdict.UNDECIDED);
        judge.copied(IMAGE, false);

        assertThat(refused(audio(1))).isEqualTo(Verdict.KIND);
        judge.copied(audio(2), false);
        assertThat(refused(audio(1))).as("others of its kind come through").isEqualTo(Verdict.THIS_FILE);
    }

    @Test
    void a_single_file_that_is_refused_is_no_outage() {
        assertThat(refused(audio(1))).isEqualTo(Verdict.KIND);
        judge.copied(IMAGE, false);
        later();

        assertThat(refused(audio(1))).isEqualTo(Verdict.KIND);
    }

    @Test
    void a_store_that_refuses_two_kinds_is_down() {
        judge.copied(IMAGE, false);
        judge.copied(audio(0), false);
        later();
        assertThat(refused(audio(1))).isEqualTo(Verdict.KIND);

        assertThat(refused(IMAGE)).isEqualTo(Verdict.ALL_FILES);
        assertThat(refused(audio(1))).isEqualTo(Verdict.ALL_FILES);
        judge.copied(OTHER_IMAGE, false);
        assertThat(refused(audio(1))).as("and is not any more").isEqualTo(Verdict.KIND);
    }

    @Test
    void a_store_that_fails_is_down_whatever_kind_it_was() {
        assertThat(judge.refused(audio(1), FailureCode.STORE_DOWN)).isEqualTo(Verdict.ALL_FILES);
    }

    @Test
    void one_that_failed_for_a_single_file_is_believed_to_be_well_by_what_others_did_a_moment_ago() {
        judge.copied(IMAGE, false);

        assertThat(judge.refused(audio(1), FailureCode.STORE_DOWN)).isEqualTo(Verdict.UNDECIDED);
        assertThat(judge.refused(audio(1), FailureCode.STORE_DOWN)).isEqualTo(Verdict.THIS_FILE);
    }

    @Test
    void for_parts_it_is_the_same() {
        assertThat(judge.refused(audio(1), FailureCode.STORE_REFUSES_PARTS)).isEqualTo(Verdict.KIND);
        judge.copied(IMAGE, true);

        assertThat(judge.refused(audio(1), FailureCode.STORE_REFUSES_PARTS)).isEqualTo(Verdict.KIND);
        judge.copied(audio(2), false);
        assertThat(judge.refused(audio(1), FailureCode.STORE_REFUSES_PARTS)).isEqualTo(Verdict.LARGE_FILES);
    }

    @Test
    void a_kind_that_is_not_migrated_makes_no_second_way() {
        MediaKind held = new MediaKind("held", "held/", false);
        RefusalJudge one =
                new RefusalJudge(new KindOptions(Map.of(held, ObjectOptions.NONE, AUDIO, BY_KEY)), nanos::get);

        assertThat(one.refused(audio(1), FailureCode.STORE_REFUSES)).isEqualTo(Verdict.ALL_FILES);
    }
}
