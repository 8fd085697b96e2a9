package io.nfs2s3.lab.chaos.enqueue;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.SqsLog;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.upload.Enqueued;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The suite finds what it is there to find. */
class LedgerTest {
    private static final MediaPath PATH = MediaPath.of("images/1.jpg");
    private static final FileRef FIRST = FileRef.of(new FileVersion(PATH, 1));
    private static final FileRef SECOND = FileRef.of(new FileVersion(PATH, 2));
    private static final FileRef UNREGISTERED = FileRef.unregistered(PATH);

    private static Call call(int second) {
        return new Call(PATH.value(), Instant.ofEpochSecond(second), 0, 0, Enqueued.SQS);
    }

    private static SqsLog.Line taken(int second, FileRef file) {
        return line(second, file, true);
    }

    private static SqsLog.Line line(int batch, FileRef file, boolean accepted) {
        String body = MessageCodec.encode(MigrationMessage.of(Source.UPLOAD, file));
        return new SqsLog.Line(batch, body, accepted, Instant.ofEpochSecond(batch));
    }

    private static Remains remains(int generation, List<FileRef> received, List<FileRef> outbox) {
        var row = new Remains.Row(PATH.value(), generation, MediaState.QUEUED, "NFS");
        return new Remains(received, outbox, Map.of(PATH.value(), row), 0, 0, List.of());
    }

    @Test
    void an_upload_whose_message_is_in_the_queue_is_safe() {
        Score score =
                new Ledger(List.of(call(1)), remains(1, List.of(FIRST), List.of()), List.of(taken(2, FIRST))).score();
        assertThat(score.holds()).isTrue();
        assertThat(score.duplicates()).isZero();
    }

    @Test
    void an_upload_without_a_message_is_lost_and_its_row_an_orphan() {
        Score score = new Ledger(List.of(call(1)), remains(1, List.of(), List.of()), List.of()).score();
        assertThat(score.lost()).hasSize(1);
        assertThat(score.orphans()).hasSize(1);
    }

    @Test
    void a_message_that_was_superseded_saves_nothing() {
        Score score = new Ledger(
                        List.of(call(1), call(3)), remains(2, List.of(FIRST), List.of()), List.of(taken(2, FIRST)))
                .score();
        assertThat(score.lost()).hasSize(2);
    }

    @Test
    void a_message_that_was_taken_before_the_call_does_not_save_it() {
        Score score = new Ledger(
                        List.of(call(1), call(3)),
                        remains(1, List.of(UNREGISTERED), List.of()),
                        List.of(taken(2, UNREGISTERED)))
                .score();
        assertThat(score.lost()).singleElement().asString().contains(call(3).toString());
    }

    @Test
    void what_waits_in_the_outbox_is_safe_but_was_to_be_drained() {
        Score score = new Ledger(List.of(call(1)), remains(1, List.of(), List.of(FIRST)), List.of()).score();
        assertThat(score.lost()).isEmpty();
        assertThat(score.orphans()).hasSize(1);
    }

    @Test
    void a_generation_that_the_table_does_not_know_is_wrong() {
        Score score = new Ledger(
                        List.of(call(1)),
                        remains(1, List.of(FIRST, SECOND), List.of()),
                        List.of(taken(2, FIRST), taken(2, SECOND)))
                .score();
        assertThat(score.wrong()).hasSize(1);
    }

    @Test
    void a_generation_that_was_sent_after_a_higher_one_is_wrong_unless_sqs_refused_it_in_that_batch() {
        GenerationOrder overtaken = GenerationOrder.of(List.of(taken(1, SECOND), taken(2, FIRST)));
        GenerationOrder refused = GenerationOrder.of(List.of(line(1, FIRST, false), taken(1, SECOND), taken(2, FIRST)));
        GenerationOrder repeated = GenerationOrder.of(List.of(taken(1, FIRST), taken(2, SECOND), taken(3, FIRST)));

        assertThat(overtaken.wrong()).hasSize(1);
        assertThat(refused).isEqualTo(new GenerationOrder(1, 1, List.of()));
        assertThat(repeated).isEqualTo(new GenerationOrder(0, 0, List.of()));
        assertThat(GenerationOrder.reorderings(List.of(SECOND, FIRST))).isEqualTo(1);
    }
}
