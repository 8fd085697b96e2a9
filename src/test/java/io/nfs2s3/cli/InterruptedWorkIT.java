package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that do in the foreground what a daemon does by its schedule, and are told to end on the way. */
class InterruptedWorkIT {
    private static final Duration AGE = Duration.ofHours(6);

    @RegisterExtension
    private final TestSite site = TestSite.open();

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void a_sweep_ends_after_its_batch_and_says_what_it_did(String signal, int code) {
        site.application().catalog().register(Copies.paths("lost", 2_001));
        site.jdbi()
                .useHandle(
                        handle -> handle.execute("UPDATE nfs2s3.media SET queued_at = queued_at - interval '7 hours'"));
        String config = site.settingsFile("database.socketTimeout = 5 m").toString();
        try (Handle other = site.jdbi().open()) {
            other.begin();
            other.execute("LOCK TABLE nfs2s3.media IN ACCESS EXCLUSIVE MODE");
            try (JavaProcess sweep = JavaProcess.interruptible("sweep", "--config", config)) {
                site.await(() -> site.count("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND wait_event_type = 'Lock'")
                        > 0);
                sweep.signal(signal);
                site.await(sweep::isStopping);
                other.rollback();

                assertThat(sweep.exitCode()).as("that of SIG" + signal).isEqualTo(code);
                assertThat(sweep.output())
                        .contains("sweep: 2,000 files back in the queue")
                        .contains("sweep: stopped before the end; the next sweep finds the others");
            }
        }
        assertThat(site.application().retries().sweeper().sweep(AGE).files()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain", "outbox replay"})
    void a_drain_ends_after_its_batch_and_deletes_what_it_sent(String command) {
        String body = MessageCodec.encode(
                new MigrationMessage(Source.UPLOAD, List.of(FileRef.unregistered(MediaPath.of("images/1.jpg")))));
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO nfs2s3.outbox (message) SELECT ? FROM generate_series(1, 5000)", body));
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            sqs.delayAnswers("SendMessageBatch"::equals, Duration.ofMillis(200));
            String config = site.settingsFile("sqs.endpoint = \"" + sqs.endpoint() + "\"")
                    .toString();
            String[] line = (command + " --config " + config).split(" ", -1);
            try (JavaProcess drain = JavaProcess.nfs2s3(line)) {
                site.await(() -> sqs.log().count() > 0);
                drain.terminate();

                assertThat(drain.exitCode()).as("that of SIGTERM").isEqualTo(143);
                long left = site.count("SELECT count(*) FROM nfs2s3.outbox");
                assertThat(left).isPositive();
                assertThat(sqs.log().count() + left).as("nothing is sent twice").isEqualTo(5000);
                assertThat(drain.output())
                        .contains("outbox: " + Plural.of(sqs.log().count(), "entry", "entries") + " sent, " + left
                                + " left");
            }
        }
        assertThat(site.application().outbox().drainer()).isEmpty();
    }
}
