package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.storage.KindOptions;
import io.nfs2s3.worker.RefusalJudge.Verdict;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What the refusal of one file means is told by the others. */
class RefusalJudgeTest {
    private static final MediaPath FILE = MediaPath.of("images/file.jpg");
    private static final MediaPath OTHER = MediaPath.of("images/other.jpg");
    private final AtomicLong nanos = new AtomicLong();
    private final RefusalJudge judge = new RefusalJudge(KindOptions.NONE, nanos::get);

    private Verdict refused(MediaPath path) {
        judge.begun();
        judge.ended();
        return judge.refused(path, FailureCode.STORE_REFUSES);
    }

    private Verdict refusedInParts(MediaPath path) {
        judge.begun();
        judge.ended();
        return judge.refused(path, FailureCode.STORE_REFUSES_PARTS);
    }

    private void copied(MediaPath path, boolean inParts) {
        judge.begun();
        judge.ended();
        judge.copied(path, inParts);
    }

    private void later() {
        nanos.addAndGet(RefusalJudge.FRESH.toNanos());
    }

    private static MediaPath path(int i) {
        return MediaPath.of("images/" + i + ".jpg");
    }

    @Test
    void a_file_that_is_refused_again_while_others_come_through_is_to_blame_itself() {
        copied(OTHER, false);
        assertThat(refused(FILE)).isEqualTo(Verdict.UNDECIDED);
        copied(OTHER, false);
        later();

        assertThat(refused(FILE)).isEqualTo(Verdict.THIS_FILE);
    }

    @Test
    void a_file_is_not_blamed_for_what_others_meet_too() {
        copied(OTHER, false);
        judge.begun(); // one that stays on its way

        for (int i = 1; i < RefusalJudge.IN_A_ROW; i++) {
            assertThat(refused(path(i))).isEqualTo(Verdict.UNDECIDED);
        }
        assertThat(refused(path(RefusalJudge.IN_A_ROW))).isEqualTo(Verdict.ALL_FILES);
        assertThat(refused(path(1))).isEqualTo(Verdict.ALL_FILES);
    }

    @Test
    void a_store_that_nothing_speaks_for_is_down_at_the_first_refusal() {
        assertThat(refused(FILE)).isEqualTo(Verdict.ALL_FILES);

        copied(OTHER, false);
        later();
        assertThat(refused(path(1))).isEqualTo(Verdict.ALL_FILES);
        assertThat(refused(path(1))).isEqualTo(Verdict.ALL_FILES);
    }

    @Test
    void the_last_of_those_on_their_way_decides_when_all_were_refused() {
        judge.begun();
        judge.begun();
        judge.ended();
        assertThat(judge.refused(FILE, FailureCode.STORE_REFUSES)).isEqualTo(Verdict.UNDECIDED);
        judge.ended();

        assertThat(judge.refused(OTHER, FailureCode.STORE_REFUSES)).isEqualTo(Verdict.ALL_FILES);
    }

    @Test
    void a_single_file_that_is_left_over_after_all_others_came_through_is_to_blame_itself() {
        copied(OTHER, false);
        assertThat(refused(FILE)).isEqualTo(Verdict.UNDECIDED);
        later();

        assertThat(refused(FILE)).isEqualTo(Verdict.THIS_FILE);
        assertThat(refused(OTHER)).isEqualTo(Verdict.ALL_FILES);
        assertThat(refused(FILE)).isEqualTo(Verdict.ALL_FILES);
    }

    @Test
    void for_parts_only_other_uploads_in_parts_speak() {
        assertThat(refusedInParts(FILE)).isEqualTo(Verdict.ALL_FILES);
        copied(OTHER, false);
        assertThat(refusedInParts(FILE)).isEqualTo(Verdict.LARGE_FILES);
        copied(OTHER, true);
        assertThat(refusedInParts(FILE)).isEqualTo(Verdict.THIS_FILE);
    }

    @Test
    void so_many_files_that_cannot_be_read_are_no_fault_of_each_until_another_comes_through() {
        for (int i = 1; i < RefusalJudge.IN_A_ROW; i++) {
            assertThat(judge.unread(path(i))).isEqualTo(Verdict.THIS_FILE);
            assertThat(judge.unread(path(i))).as("and no other").isEqualTo(Verdict.THIS_FILE);
        }
        assertThat(judge.unread(FILE)).isEqualTo(Verdict.ALL_FILES);
        copied(OTHER, false);

        assertThat(judge.unread(FILE)).isEqualTo(Verdict.THIS_FILE);
    }

    private void manyCannotBeRead() {
        for (int i = 0; i < RefusalJudge.IN_A_ROW; i++) {
            judge.unread(path(i));
        }
        assertThat(judge.unread(path(0))).isEqualTo(Verdict.ALL_FILES);
    }

    @Test
    void a_trial_of_files_that_cannot_be_read_ends_with_as_many_others_and_none_pays_for_it() {
        manyCannotBeRead();
        for (int trial = 1; trial <= 3; trial++) {
            judge.beginTrial();
            for (int i = 1; i < RefusalJudge.IN_A_ROW; i++) {
                assertThat(judge.unread(path(100 * trial + i))).isEqualTo(Verdict.UNDECIDED);
            }
            assertThat(judge.unread(FILE)).isEqualTo(Verdict.ALL_FILES);
        }

        judge.beginTrial();
        copied(OTHER, false);
        assertThat(judge.unread(FILE)).isEqualTo(Verdict.THIS_FILE);
    }

    @Test
    void so_it_does_when_one_comes_for_the_second_time_for_there_may_be_no_other() {
        manyCannotBeRead();
        judge.beginTrial();
        assertThat(judge.unread(path(1))).isEqualTo(Verdict.UNDECIDED);
        assertThat(judge.unread(path(2))).isEqualTo(Verdict.UNDECIDED);
        judge.beginTrial(); // it found no message, and this is the same trial yet

        assertThat(judge.unread(path(1))).isEqualTo(Verdict.ALL_FILES);
    }

    @Test
    void a_trial_after_another_outage_changes_nothing_of_that() {
        judge.beginTrial();

        assertThat(judge.unread(FILE)).isEqualTo(Verdict.THIS_FILE);
    }

    @Test
    void its_memory_is_bounded() {
        copied(OTHER, false);
        judge.begun();
        refused(FILE);
        copied(OTHER, false);
        for (int i = 0; i < 2_000; i++) {
            refused(path(i));
        }

        assertThat(refused(FILE)).isEqualTo(Verdict.ALL_FILES); // no longer known, and many in a row
    }
}
