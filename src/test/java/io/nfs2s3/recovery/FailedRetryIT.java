package io.nfs2s3.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.FailedFiles;
import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import io.nfs2s3.testing.Wire;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailedRetryIT {
    private static final int MANY = 2 * FailedFiles.PAGE + 1;

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("backfill");

    private static final MigrationQueue backfill = Queues.of(site, "backfill");

    private static RetryResult retry(Application application) {
        return application.retries().failedRetry().retry(FailedFilter.ALL, Long.MAX_VALUE, sent -> true);
    }

    private static long inState(String state) {
        return site.count("SELECT count(*) FROM nfs2s3.media WHERE state = '" + state + "'");
    }

    @Test
    void a_retried_file_is_as_if_it_had_just_been_uploaded() {
        FailedRows.insert(site, "images/1.jpg", "image", "SOURCE_READ", 5);

        assertThat(retry(site.application())).isEqualTo(new RetryResult(1, 0, ""));

        assertThat(site.count("""
                SELECT count(*) FROM nfs2s3.media
                WHERE state = 'QUEUED' AND location = 'NFS' AND generation = 4 AND attempts = 0 AND failed_at IS NULL
                    AND failure_code IS NULL AND failure_message IS NULL AND queued_at > now() - interval '1 h'
                """)).isEqualTo(1);
        assertThat(Queues.take(backfill)).singleElement().satisfies(message -> {
            assertThat(message.source()).isEqualTo(Source.RETRY);
            assertThat(message.files())
                    .extracting(Queues::upload)
                    .extracting(FileVersion::generation)
                    .containsExactly(4);
        });
    }

    /** What was proved once keeps its key, unless that key is the very fault. */
    @ParameterizedTest
    @CsvSource({"SOURCE_MISSING, 3 images/1.jpg CRC32C:a", "ALREADY_THERE, 4", "NOT_PROVED, 4"})
    void a_file_whose_key_is_taken_gets_another_one(String code, String expected) {
        FailedRows.insert(site, "images/1.jpg", "image", code, 5);
        site.jdbi()
                .useHandle(handle -> handle.execute("UPDATE nfs2s3.media SET object_key = path, size_bytes = 1,"
                        + " checksum = 'CRC32C:a', migrated_at = now()"));

        assertThat(retry(site.application())).isEqualTo(new RetryResult(1, 0, ""));

        assertThat(site.query("SELECT concat_ws(' ', generation, object_key, checksum) FROM nfs2s3.media"))
                .containsExactly(expected);
    }

    @Test
    void many_files_go_by_pages_in_few_messages_each_once() {
        FailedRows.insertMany(site, MANY);

        assertThat(retry(site.application())).isEqualTo(new RetryResult(MANY, 0, ""));

        List<MigrationMessage> messages = Queues.take(backfill);
        assertThat(messages).hasSize(9);
        assertThat(messages.stream().flatMap(message -> message.files().stream()))
                .hasSize(MANY)
                .doesNotHaveDuplicates();
        assertThat(inState("QUEUED")).isEqualTo(MANY);
    }

    @Test
    void two_retries_at_once_send_each_file_once() {
        FailedRows.insertMany(site, MANY);

        List<RetryResult> results = Together.run(2, thread -> () -> retry(site.application()));

        assertThat(results.stream().mapToLong(RetryResult::requeued).sum()).isEqualTo(MANY);
        assertThat(Queues.takeUploads(backfill)).hasSize(MANY).doesNotHaveDuplicates();
    }

    @Test
    void what_fails_again_meanwhile_is_not_retried_again() {
        FailedRows.insertMany(site, MANY);

        RetryResult result = site.application()
                .retries()
                .failedRetry()
                .retry(
                        FailedFilter.ALL,
                        Long.MAX_VALUE,
                        sent -> site.jdbi()
                                .withHandle(handle -> handle.execute("UPDATE nfs2s3.media SET"
                                                + " state = 'FAILED', failed_at = clock_timestamp(), failure_code = 'SOURCE_READ'"
                                                + " WHERE state = 'QUEUED'")
                                        > 0));

        assertThat(result.requeued()).isEqualTo(MANY);
        assertThat(inState("FAILED")).isEqualTo(MANY);
    }

    @Test
    void while_sqs_is_down_every_file_is_left_failed() {
        FailedRows.insertMany(site, 3);
        try (TcpProxy sqs = Wire.toSqs(site)) {
            sqs.refuse();
            Application cutOff = site.application(Wire.sqsSetting(sqs));

            assertThatThrownBy(() -> retry(cutOff)).isInstanceOf(QueueException.class);
        }
        assertThat(inState("FAILED")).isEqualTo(3);
    }

    @Test
    void when_sqs_goes_down_on_the_way_the_next_sweep_sends_what_was_in_hand() {
        FailedRows.insertMany(site, MANY);
        try (TcpProxy sqs = Wire.toSqs(site)) {
            Application cutOff = site.application(Wire.sqsSetting(sqs));

            RetryResult result = cutOff.retries().failedRetry().retry(FailedFilter.ALL, Long.MAX_VALUE, sent -> {
                sqs.refuse();
                return true;
            });

            assertThat(result.requeued()).isEqualTo(FailedFiles.PAGE);
            assertThat(result.unsent()).isEqualTo(FailedFiles.PAGE);
            assertThat(result.reason()).contains("SQS queue " + backfill.name());
        }
        assertThat(inState("FAILED")).isEqualTo(MANY - 2L * FailedFiles.PAGE);
        assertThat(Queues.takeUploads(backfill)).hasSize(FailedFiles.PAGE);

        Application healed = site.application();
        assertThat(healed.retries()
                        .sweeper()
                        .sweep(healed.settings().sweep().age())
                        .files())
                .isEqualTo(FailedFiles.PAGE);
        assertThat(Queues.takeUploads(backfill)).hasSize(FailedFiles.PAGE);
    }

    @Test
    void a_retry_that_is_stopped_leaves_the_rest_failed() {
        FailedRows.insertMany(site, MANY);

        RetryResult result =
                site.application().retries().failedRetry().retry(FailedFilter.ALL, Long.MAX_VALUE, sent -> false);

        assertThat(result).isEqualTo(new RetryResult(FailedFiles.PAGE, 0, ""));
        assertThat(inState("FAILED")).isEqualTo(MANY - FailedFiles.PAGE);
        assertThat(Queues.takeUploads(backfill)).hasSize(FailedFiles.PAGE);
    }
}
