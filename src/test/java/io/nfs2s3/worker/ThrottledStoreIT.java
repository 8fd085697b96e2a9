package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.storage.SiteMarker;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store, or the service that has its keys, which asks for fewer requests for a while. */
@Order(2) // waits for most of its time: beside it the others go on
class ThrottledStoreIT extends WorkerTestBase {
    private static final int FILES = 100;
    /** More than the client repeats by itself: it gives up after a hundred repetitions of all files together. */
    private static final int REFUSALS = 2 * FILES;

    private final AtomicInteger puts = new AtomicInteger();
    private final AtomicInteger lowest = new AtomicInteger(FILES);
    /** All files come at once: else the first refusal lets the others come one by one, for minutes. */
    private final CountDownLatch together = new CountDownLatch(FILES);

    private S3FaultProxy s3;

    @BeforeEach
    void connect() {
        s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
    }

    @AfterEach
    void disconnect() {
        s3.close();
    }

    /** Of the worker's own requests; the marker of the site is put before, and well. */
    private static boolean isPut(S3Request request) {
        return request.method().equals("PUT") && !request.key().endsWith(SiteMarker.NAME);
    }

    private S3Mishap refusedAtFirst(S3Mishap refused, MigrationWorker worker) {
        together.countDown();
        try {
            assertThat(together.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        lowest.accumulateAndGet(worker.limitNow(), Math::min);
        return puts.incrementAndGet() <= REFUSALS ? refused : new S3Mishap.Spared();
    }

    @ParameterizedTest
    @CsvSource({"503, SlowDown", "400, ThrottlingException", "400, KMS.ThrottlingException", "429, ''"})
    void it_gets_fewer_and_then_more_and_no_file_fails_or_counts_an_attempt(int status, String code) {
        IntStream.range(0, FILES).forEach(i -> {
            site.write("images/" + i + ".jpg", "small " + i);
            hook.fileUploaded("images/" + i + ".jpg");
        });
        try (MigrationWorker worker = site.application(
                        "worker { maxAttempts = 1, filesInFlight = " + FILES + " }",
                        "source.readers = " + FILES,
                        "s3.endpoint = \"" + s3.endpoint() + "\"")
                .worker()) {
            S3Mishap refused = new S3Mishap.Refused(status, code);
            s3.befall(request -> isPut(request) ? refusedAtFirst(refused, worker) : new S3Mishap.Spared());

            assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.IDLE);
            site.await(() -> {
                worker.runUntilIdle();
                return worker.totals().migrated() >= FILES;
            });

            assertThat(puts).hasValueGreaterThan(REFUSALS);
            assertThat(worker.totals().retried()).isPositive();
            assertThat(lowest).hasValue(1);
            assertThat(worker.limitNow()).isGreaterThan(1);
            assertThat(site.query("SELECT DISTINCT state || ' ' || attempts FROM nfs2s3.media"))
                    .containsExactly("MIGRATED 0");
        }
    }
}
