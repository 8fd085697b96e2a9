package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** SIGKILL in the middle of the work, three times. */
@Order(1) // takes long: beside it the others go on
class KilledWorkerIT {
    private static final int FILES = 1_000;
    private static final int PER_MESSAGE = 4;

    @Test
    void a_worker_killed_three_times_and_started_again_migrates_every_file_once() {
        try (TestSite site = TestSite.open();
                S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false)) {
            Path settings = site.settingsFile(
                    "sqs.visibilityTimeout = 5 s",
                    "worker.filesInFlight = 16",
                    "s3.endpoint = \"" + s3.endpoint() + "\"");
            CompletableFuture<Void> allKilled = new CompletableFuture<>();
            s3.befall(request -> holdingUpTheLast(request, allKilled));
            enqueue(site);

            for (long killedAt : List.of(100L, 350L, 600L)) {
                try (JavaProcess worker =
                        JavaProcess.nfs2s3("worker", "--until-empty", "--config", settings.toString())) {
                    site.await(() -> migrated(site) >= killedAt || !worker.isRunning());
                    worker.kill();
                    assertThat(migrated(site)).as(worker.output()).isBetween(killedAt, FILES - 1L);
                }
            }
            allKilled.complete(null);
            try (JavaProcess worker = JavaProcess.nfs2s3("worker", "--until-empty", "--config", settings.toString())) {
                assertThat(worker.exitCode()).as(worker.output()).isZero();
            }

            assertThat(
                            site.query(
                                    "SELECT state || ' ' || generation || ' ' || count(*) FROM nfs2s3.media GROUP BY state, generation"))
                    .containsExactly("MIGRATED 1 " + FILES);
            assertThat(site.query("SELECT sum(files) FROM nfs2s3.progress")).containsExactly(String.valueOf(FILES));
            assertThat(site.keys()).hasSize(FILES);
            assertThat(IntStream.range(0, FILES)
                            .filter(i -> !site.text(path(i).value()).equals(text(i))))
                    .isEmpty();
            assertThat(site.deadLetters()).isZero();
        }
    }

    /** So that no worker is done before it is killed, however late that is. */
    private static S3Mishap holdingUpTheLast(S3Request request, CompletableFuture<Void> allKilled) {
        if (allKilled.isDone() || !request.key().equals(path(FILES - 1).value())) {
            return new S3Mishap.Spared();
        }
        allKilled.join();
        return new S3Mishap.CutOff();
    }

    private static long migrated(TestSite site) {
        return Long.parseLong(site.query("SELECT count(*) FROM nfs2s3.media WHERE state = 'MIGRATED'")
                .get(0));
    }

    private static MediaPath path(int i) {
        return MediaPath.of("images/" + i % 20 + "/" + i + ".jpg");
    }

    private static String text(int i) {
        return ("file " + i + " ").repeat(i % 500);
    }

    private static void enqueue(TestSite site) {
        List<MediaPath> paths =
                IntStream.range(0, FILES).mapToObj(KilledWorkerIT::path).toList();
        IntStream.range(0, FILES).forEach(i -> site.write(path(i).value(), text(i)));
        List<FileRef> files = site.application().catalog().register(paths).values().stream()
                .map(registration -> FileRef.of(registration.upload()))
                .toList();
        site.sendAll(IntStream.range(0, FILES / PER_MESSAGE)
                .map(i -> i * PER_MESSAGE)
                .mapToObj(from -> MessageCodec.encode(
                        new MigrationMessage(Source.RETRY, files.subList(from, from + PER_MESSAGE))))
                .toList());
    }
}
