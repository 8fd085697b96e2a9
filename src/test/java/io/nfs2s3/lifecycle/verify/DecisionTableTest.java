package io.nfs2s3.lifecycle.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionTableTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        NFS  | ABSENT     | ABSENT        | MISSING_ON_SRC | SOURCE_MISSING    | ASK
        NFS  | ABSENT     | SAME          | MISSING_ON_SRC | STALE_POINTER     | TAKE_UP_EVIDENCE
        NFS  | ABSENT     | DIFFERS       | MISSING_ON_SRC | SOURCE_MISSING    | ASK
        NFS  | ABSENT     | DELETE_MARKER | MISSING_ON_SRC | SOURCE_MISSING    | ASK
        NFS  | ABSENT     | ARCHIVED      | MISSING_ON_SRC | SOURCE_MISSING    | ASK
        NFS  | SAME       | ABSENT        | MATCH          |                   | NONE
        NFS  | SAME       | SAME          | MATCH          |                   | NONE
        NFS  | SAME       | DIFFERS       | MATCH          |                   | NONE
        NFS  | SAME       | DELETE_MARKER | MATCH          |                   | NONE
        NFS  | SAME       | ARCHIVED      | MATCH          |                   | NONE
        NFS  | DIFFERS    | ABSENT        | DIFFER         | SOURCE_CHANGED    | ASK
        NFS  | DIFFERS    | SAME          | DIFFER         | SOURCE_CHANGED    | ASK
        NFS  | DIFFERS    | DIFFERS       | DIFFER         | SOURCE_CHANGED    | ASK
        NFS  | DIFFERS    | DELETE_MARKER | DIFFER         | SOURCE_CHANGED    | ASK
        NFS  | DIFFERS    | ARCHIVED      | DIFFER         | SOURCE_CHANGED    | ASK
        NFS  | UNREADABLE | ABSENT        | ERROR          | SOURCE_UNREADABLE | ASK
        NFS  | UNREADABLE | SAME          | ERROR          | SOURCE_UNREADABLE | ASK
        NFS  | UNREADABLE | DIFFERS       | ERROR          | SOURCE_UNREADABLE | ASK
        NFS  | UNREADABLE | DELETE_MARKER | ERROR          | SOURCE_UNREADABLE | ASK
        NFS  | UNREADABLE | ARCHIVED      | ERROR          | SOURCE_UNREADABLE | ASK
        S3   | ABSENT     | ABSENT        | MISSING_ON_DST | OBJECT_MISSING    | ASK
        S3   | ABSENT     | SAME          | MISSING_ON_SRC | MOVED_BY_HAND     | ASK
        S3   | ABSENT     | DIFFERS       | DIFFER         | OBJECT_DIFFERS    | ASK
        S3   | ABSENT     | DELETE_MARKER | MISSING_ON_DST | DELETE_MARKER     | ASK
        S3   | ABSENT     | ARCHIVED      | ERROR          | OBJECT_ARCHIVED   | ASK
        S3   | SAME       | ABSENT        | MISSING_ON_DST | OBJECT_MISSING    | FLIP_BACK
        S3   | SAME       | SAME          | MATCH          |                   | NONE
        S3   | SAME       | DIFFERS       | DIFFER         | OBJECT_DIFFERS    | FLIP_BACK
        S3   | SAME       | DELETE_MARKER | MISSING_ON_DST | DELETE_MARKER     | FLIP_BACK
        S3   | SAME       | ARCHIVED      | ERROR          | OBJECT_ARCHIVED   | FLIP_BACK
        S3   | DIFFERS    | ABSENT        | MISSING_ON_DST | OBJECT_MISSING    | ASK
        S3   | DIFFERS    | SAME          | DIFFER         | SOURCE_CHANGED    | ASK
        S3   | DIFFERS    | DIFFERS       | DIFFER         | OBJECT_DIFFERS    | ASK
        S3   | DIFFERS    | DELETE_MARKER | MISSING_ON_DST | DELETE_MARKER     | ASK
        S3   | DIFFERS    | ARCHIVED      | ERROR          | OBJECT_ARCHIVED   | ASK
        S3   | UNREADABLE | ABSENT        | MISSING_ON_DST | OBJECT_MISSING    | ASK
        S3   | UNREADABLE | SAME          | ERROR          | SOURCE_UNREADABLE | ASK
        S3   | UNREADABLE | DIFFERS       | DIFFER         | OBJECT_DIFFERS    | ASK
        S3   | UNREADABLE | DELETE_MARKER | MISSING_ON_DST | DELETE_MARKER     | ASK
        S3   | UNREADABLE | ARCHIVED      | ERROR          | OBJECT_ARCHIVED   | ASK
        NONE | ABSENT     | ABSENT        | MATCH          |                   | NONE
        NONE | ABSENT     | SAME          | MISSING_ON_SRC | ORPHAN_OBJECT     | ASK
        NONE | ABSENT     | DIFFERS       | MISSING_ON_SRC | FOREIGN_OBJECT    | ASK
        NONE | ABSENT     | DELETE_MARKER | MATCH          |                   | NONE
        NONE | ABSENT     | ARCHIVED      | MISSING_ON_SRC | ORPHAN_OBJECT     | ASK
        NONE | SAME       | ABSENT        | MISSING_ON_DST | NOT_REGISTERED    | REQUEUE
        NONE | SAME       | SAME          | MISSING_ON_SRC | ORPHAN_OBJECT     | REQUEUE
        NONE | SAME       | DIFFERS       | MISSING_ON_SRC | FOREIGN_OBJECT    | ASK
        NONE | SAME       | DELETE_MARKER | MISSING_ON_DST | NOT_REGISTERED    | REQUEUE
        NONE | SAME       | ARCHIVED      | MISSING_ON_SRC | ORPHAN_OBJECT     | ASK
        NONE | DIFFERS    | ABSENT        | MISSING_ON_DST | NOT_REGISTERED    | REQUEUE
        NONE | DIFFERS    | SAME          | MISSING_ON_SRC | ORPHAN_OBJECT     | REQUEUE
        NONE | DIFFERS    | DIFFERS       | MISSING_ON_SRC | FOREIGN_OBJECT    | ASK
        NONE | DIFFERS    | DELETE_MARKER | MISSING_ON_DST | NOT_REGISTERED    | REQUEUE
        NONE | DIFFERS    | ARCHIVED      | MISSING_ON_SRC | ORPHAN_OBJECT     | ASK
        NONE | UNREADABLE | ABSENT        | ERROR          | SOURCE_UNREADABLE | ASK
        NONE | UNREADABLE | SAME          | MISSING_ON_SRC | ORPHAN_OBJECT     | ASK
        NONE | UNREADABLE | DIFFERS       | MISSING_ON_SRC | FOREIGN_OBJECT    | ASK
        NONE | UNREADABLE | DELETE_MARKER | ERROR          | SOURCE_UNREADABLE | ASK
        NONE | UNREADABLE | ARCHIVED      | MISSING_ON_SRC | ORPHAN_OBJECT     | ASK
        """)
    void each_meeting_of_database_nfs_and_s3_has_one_verdict_and_one_act(
            Pointer pointer, OnNfs nfs, OnS3 s3, Verdict verdict, @Nullable Cause cause, Act act) {
        assertThat(DecisionTable.of(pointer, nfs, s3)).isEqualTo(new Decision(verdict, cause, act));
    }

    @ParameterizedTest
    @EnumSource(MediaState.class)
    void the_state_of_a_row_says_where_its_pointer_leads(MediaState state) {
        Pointer pointer = Pointer.valueOf(state.location().name());
        for (OnNfs nfs : OnNfs.values()) {
            for (OnS3 s3 : OnS3.values()) {
                Decision decision = DecisionTable.of(pointer, nfs, s3);
                if (state == MediaState.RETIRED && nfs == OnNfs.ABSENT && s3 == OnS3.SAME) {
                    decision = Decision.MATCH;
                } else if (state == MediaState.HELD && nfs == OnNfs.ABSENT && s3 == OnS3.SAME) {
                    decision = new Decision(Verdict.MISSING_ON_SRC, Cause.STALE_POINTER, Act.ASK);
                } else if (state == MediaState.RETIRED && decision.act() == Act.FLIP_BACK) {
                    decision = new Decision(decision.verdict(), decision.cause(), Act.ASK);
                }
                assertThat(DecisionTable.of(state, nfs, s3)).isEqualTo(decision);
            }
        }
    }

    @Test
    void readers_are_only_sent_to_an_original_that_is_as_it_was_copied() {
        for (OnNfs nfs : OnNfs.values()) {
            for (OnS3 s3 : OnS3.values()) {
                if (DecisionTable.of(Pointer.S3, nfs, s3).act() == Act.FLIP_BACK) {
                    assertThat(nfs).isEqualTo(OnNfs.SAME);
                    assertThat(s3).isNotEqualTo(OnS3.SAME);
                }
            }
        }
    }
}
