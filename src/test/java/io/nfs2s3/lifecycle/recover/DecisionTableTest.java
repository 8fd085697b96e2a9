package io.nfs2s3.lifecycle.recover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionTableTest {
    /** The columns are those of the original: SAME, LATER, OTHER, ABSENT, UNREADABLE. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        NOTHING | NEWER       | TAKE_UP | QUEUE | UNDECIDED | TAKE_UP_ONLY_COPY | UNDECIDED
        QUEUED  | NEWER       | TAKE_UP | QUEUE | UNDECIDED | TAKE_UP_ONLY_COPY | UNDECIDED
        FAILED  | NEWER       | TAKE_UP | QUEUE | UNDECIDED | TAKE_UP_ONLY_COPY | UNDECIDED
        HELD    | NEWER       | TAKE_UP | QUEUE | UNDECIDED | TAKE_UP_ONLY_COPY | UNDECIDED
        ON_S3   | NEWER       | TAKE_UP | QUEUE | UNDECIDED | TAKE_UP_ONLY_COPY | UNDECIDED
        QUEUED  | SAME        | TAKE_UP | QUEUE | UNDECIDED | TAKE_UP_ONLY_COPY | UNDECIDED
        FAILED  | SAME        | TAKE_UP | QUEUE | UNDECIDED | TAKE_UP_ONLY_COPY | UNDECIDED
        HELD    | SAME        | KEEP    | KEEP  | KEEP      | TAKE_UP_ONLY_COPY | KEEP
        ON_S3   | SAME        | KEEP    | KEEP  | KEEP      | KEEP              | KEEP
        ON_S3   | OTHER_BYTES | TAKE_UP | QUEUE | UNDECIDED | UNDECIDED         | UNDECIDED
        ON_S3   | GONE        | QUEUE   | QUEUE | UNDECIDED | UNDECIDED         | UNDECIDED
        """)
    void each_meeting_has_one_act(
            Recorded recorded, Stored stored, Act same, Act later, Act other, Act absent, Act unreadable) {
        assertThat(DecisionTable.of(recorded, stored, OnNfs.SAME)).isEqualTo(same);
        assertThat(DecisionTable.of(recorded, stored, OnNfs.LATER)).isEqualTo(later);
        assertThat(DecisionTable.of(recorded, stored, OnNfs.OTHER)).isEqualTo(other);
        assertThat(DecisionTable.of(recorded, stored, OnNfs.ABSENT)).isEqualTo(absent);
        assertThat(DecisionTable.of(recorded, stored, OnNfs.UNREADABLE)).isEqualTo(unreadable);
    }

    @Test
    void readers_are_sent_to_an_object_only_where_the_original_proves_it_or_is_gone() {
        for (Recorded recorded : Recorded.values()) {
            for (Stored stored : Stored.values()) {
                for (OnNfs nfs : OnNfs.values()) {
                    switch (DecisionTable.of(recorded, stored, nfs)) {
                        case TAKE_UP -> assertThat(nfs).isEqualTo(OnNfs.SAME);
                        case TAKE_UP_ONLY_COPY -> assertThat(nfs).isEqualTo(OnNfs.ABSENT);
                        case QUEUE -> assertThat(nfs).isNotIn(OnNfs.ABSENT, OnNfs.UNREADABLE);
                        case KEEP, UNDECIDED, FOREIGN, HOLD -> {}
                    }
                }
            }
        }
    }
}
