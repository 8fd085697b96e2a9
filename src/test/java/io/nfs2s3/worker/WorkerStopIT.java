package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long a stop takes. */
class WorkerStopIT extends WorkerTestBase {
    private final CountDownLatch receiving = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final CountDownLatch copying = new CountDownLatch(1);
    private final CompletableFuture<S3Mishap> put = new CompletableFuture<>();

    @Test
    void receives_and_files_have_the_shutdown_timeout_together() throws InterruptedException {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint());
                S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false)) {
            sqs.fail(
                    (action, body) -> action.equals("ReceiveMessage") && body.contains("-backfill") && waits(),
                    400,
                    "none");
            s3.befall(request -> request.method().equals("PUT") && request.key().endsWith("images/1.jpg")
                    ? isLate()
                    : new S3Mishap.Spared());
            MigrationWorker worker = site.application(
                            "worker.shutdownTimeout = 10 s",
                            "sqs.endpoint = \"" + sqs.endpoint() + "\"",
                            "s3.endpoint = \"" + s3.endpoint() + "\"")
                    .worker();
            site.write("images/1.jpg", "bytes");
            hook.fileUploaded("images/1.jpg");
            CompletableFuture<WorkerResult> run = CompletableFuture.supplyAsync(worker::runUntilIdle);
            assertThat(receiving.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(copying.await(1, TimeUnit.MINUTES)).isTrue();

            CompletableFuture.delayedExecutor(9, TimeUnit.SECONDS).execute(answer::countDown);
            CompletableFuture.delayedExecutor(16, TimeUnit.SECONDS).execute(() -> put.complete(new S3Mishap.Spared()));
            worker.close();

            // One that gave the file a time-out of its own, behind that of the receive, would have seen it through.
            assertThat(row("images/1.jpg").state()).isEqualTo(MediaState.QUEUED);
            assertThat(run.join().ending()).isEqualTo(Ending.STOPPED);
        }
    }

    /** A receive that is answered late, and then as it should be. */
    private boolean waits() {
        receiving.countDown();
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private S3Mishap isLate() {
        copying.countDown();
        return put.join();
    }
}
