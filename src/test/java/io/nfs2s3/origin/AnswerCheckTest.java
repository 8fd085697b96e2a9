package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.storage.ObjectHead;
import io.nfs2s3.storage.ReadConditions;
import io.nfs2s3.storage.ReadOutcome;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerCheckTest {
    private static final long SIZE = 100;
    private static final String ETAG = "\"a\"";

    private static Optional<String> of(ReadConditions asked, @Nullable String range, ReadOutcome outcome) {
        return AnswerCheck.objection(asked, RangeHeader.parse(range), SIZE, outcome);
    }

    private static Optional<String> of(@Nullable String range, ReadOutcome outcome) {
        return of(ReadConditions.NONE, range, outcome);
    }

    private static ReadOutcome content(long length, @Nullable String range, @Nullable String etag) {
        return new ReadOutcome.Content(new ObjectHead(length, range, etag, null, null, null, null, null, null), null);
    }

    private static ReadConditions noneMatch(@Nullable String etag, @Nullable Instant since) {
        return new ReadConditions(null, null, etag, since);
    }

    @Test
    void the_whole_object_has_the_size_of_its_row() {
        assertThat(of(null, content(SIZE, null, ETAG))).isEmpty();
        assertThat(of(null, content(SIZE, null, null)))
                .as("a store that gives none")
                .isEmpty();
        assertThat(of("bytes=1-2", content(SIZE, null, ETAG)))
                .as("a store that knows no ranges")
                .isEmpty();
        assertThat(of(null, content(SIZE - 1, null, ETAG))).contains("it has 99 bytes, and its row says 100");
    }

    @Test
    void a_part_is_the_one_that_was_asked_for() {
        assertThat(of("bytes=0-9", content(10, "bytes 0-9/100", ETAG))).isEmpty();
        assertThat(of("bytes=90-", content(10, "bytes 90-99/100", ETAG))).isEmpty();
        assertThat(of("bytes=-10", content(10, "bytes 90-99/100", ETAG))).isEmpty();

        assertThat(of(null, content(10, "bytes 0-9/100", ETAG)))
                .contains("it is 10 bytes, \"bytes 0-9/100\", and what was asked for is the whole of 100");
        assertThat(of("bytes=0-9", content(10, "bytes 1-10/100", ETAG)))
                .contains("it is 10 bytes, \"bytes 1-10/100\", and what was asked for is \"bytes 0-9/100\"");
        assertThat(of("bytes=0-9", content(10, "bytes 0-9/99", ETAG))).isPresent();
        assertThat(of("bytes=0-9", content(9, "bytes 0-9/100", ETAG))).isPresent();
        assertThat(of("bytes=200-", content(1, "bytes 200-200/201", ETAG))).isPresent();
    }

    @Test
    void not_modified_answers_a_condition() {
        assertThat(of(noneMatch(ETAG, null), null, new ReadOutcome.NotModified(ETAG)))
                .isEmpty();
        assertThat(of(noneMatch(ETAG, null), null, new ReadOutcome.NotModified("W/" + ETAG)))
                .isEmpty();

        assertThat(of(null, new ReadOutcome.NotModified(ETAG))).contains("304 to a request without a condition");
        assertThat(of(noneMatch(ETAG, null), null, new ReadOutcome.NotModified("\"b\"")))
                .contains("304 for the ETag \"b\", and \"a\" was asked about");
    }

    @Test
    void what_proves_too_little_is_left_open() {
        ReadConditions byDate = noneMatch(null, Instant.EPOCH);
        ReadOutcome missing = new ReadOutcome.Missing();
        assertThat(AnswerCheck.leavesOpen(ReadConditions.NONE, true, missing)).isTrue();
        assertThat(AnswerCheck.leavesOpen(ReadConditions.NONE, false, missing)).isFalse();

        ReadOutcome named = new ReadOutcome.NotModified(ETAG);
        ReadOutcome unnamed = new ReadOutcome.NotModified(null);
        assertThat(AnswerCheck.leavesOpen(noneMatch(ETAG, null), false, unnamed))
                .isTrue();
        assertThat(AnswerCheck.leavesOpen(byDate, false, named)).isTrue();
        assertThat(AnswerCheck.leavesOpen(byDate, false, unnamed)).isTrue();
        assertThat(AnswerCheck.leavesOpen(noneMatch(ETAG, null), false, named)).isFalse();
        assertThat(AnswerCheck.leavesOpen(ReadConditions.NONE, false, unnamed)).isFalse();
    }

    @Test
    void other_refusals_have_a_cause_in_the_request() {
        ReadConditions ifMatch = new ReadConditions(null, ETAG, null, null);
        assertThat(of(ifMatch, "bytes=0-9", new ReadOutcome.PreconditionFailed()))
                .isEmpty();
        assertThat(of("bytes=100-", new ReadOutcome.RangeNotSatisfiable())).isEmpty();
        assertThat(of(null, new ReadOutcome.Missing())).isEmpty();

        assertThat(of(null, new ReadOutcome.PreconditionFailed())).isPresent();
        assertThat(of(null, new ReadOutcome.RangeNotSatisfiable())).isPresent();
        assertThat(of("bytes=99-", new ReadOutcome.RangeNotSatisfiable())).isPresent();
    }
}
