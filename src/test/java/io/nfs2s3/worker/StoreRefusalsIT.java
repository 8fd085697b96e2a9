package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * What a store answers to a PUT, code by code over the wire: a refusal of all files pauses the worker and fails none, one
 * of a single file fails that file and pauses nobody. Each code has a site of its own; several run at a time, for most of
 * their time is waiting.
 */
@Order(2) // waits for most of its time: beside it the others go on
class StoreRefusalsIT {
    private static final int FILES = 12;
    private static final int AT_A_TIME = 6;
    private static final String REFUSED = "images/refused.jpg";

    /** Codes that do not tell whether all files are refused; an empty one is an answer that has none. */
    private static final List<S3Mishap.Refused> UNDECIDED = List.of(
            new S3Mishap.Refused(400, "ExpiredToken"),
            new S3Mishap.Refused(400, "InvalidArgument"),
            new S3Mishap.Refused(400, "InvalidRequest", "<Message>Missing required header: Content-MD5</Message>"),
            new S3Mishap.Refused(400, "InvalidToken"),
            new S3Mishap.Refused(400, "KMS.DisabledException"),
            new S3Mishap.Refused(400, "KMS.NotFoundException"),
            new S3Mishap.Refused(400, "TokenRefreshRequired"),
            new S3Mishap.Refused(400, "BadDigest"),
            new S3Mishap.Refused(401, "Unauthorized"),
            new S3Mishap.Refused(403, ""),
            new S3Mishap.Refused(403, "AccessDenied"),
            new S3Mishap.Refused(403, "InvalidAccessKeyId"),
            new S3Mishap.Refused(403, "RequestTimeTooSkewed"),
            new S3Mishap.Refused(403, "SignatureDoesNotMatch"),
            new S3Mishap.Refused(404, "NoSuchBucket"),
            new S3Mishap.Refused(404, ""),
            new S3Mishap.Refused(405, "MethodNotAllowed"),
            new S3Mishap.Refused(409, "OperationAborted"),
            new S3Mishap.Refused(418, "SomethingThatNobodyKnows"),
            new S3Mishap.Refused(500, "InternalError"),
            new S3Mishap.Refused(501, "NotImplemented"),
            new S3Mishap.Refused(502, ""),
            new S3Mishap.Refused(504, ""),
            new S3Mishap.Refused(507, "InsufficientStorage"));

    /** One answer on a site of its own. */
    private static final class Trial implements AutoCloseable {
        private final TestSite site = TestSite.open();
        private final UploadHook hook = site.hook();
        private final S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);

        MigrationWorker worker(String... settings) {
            Application behind =
                    site.application(String.join("\n", settings), "s3.endpoint = \"" + s3.endpoint() + "\"");
            return site.closing(behind.worker());
        }

        void refuse(S3Mishap.Refused answer, Predicate<S3Request> requests) {
            s3.befall(request ->
                    request.method().equals("PUT") && requests.test(request) ? answer : new S3Mishap.Spared());
        }

        void upload(List<String> paths) {
            for (String path : paths) {
                site.write(path, "bytes of " + path);
                hook.fileUploaded(path);
            }
        }

        List<String> in(String state) {
            return site.query("SELECT path FROM nfs2s3.media WHERE state = ? ORDER BY path", state);
        }

        void runUntilMigrated(MigrationWorker worker, int files) {
            site.await(() -> {
                worker.runUntilIdle();
                return worker.totals().migrated() >= files;
            });
        }

        @Override
        public void close() {
            site.close();
            s3.close();
        }
    }

    private static List<String> paths() {
        return IntStream.range(0, FILES).mapToObj(i -> "images/" + i + ".jpg").toList();
    }

    /** @return what went wrong, by answer */
    private static Map<String, String> each(List<S3Mishap.Refused> answers, Consumer<S3Mishap.Refused> trial) {
        Map<String, String> wrong = new TreeMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            Map<String, CompletableFuture<Void>> running = new TreeMap<>();
            answers.forEach(answer -> running.put(
                    answer.status() + " " + answer.code(),
                    CompletableFuture.runAsync(() -> trial.accept(answer), threads)));
            running.forEach((answer, end) -> {
                try {
                    end.join();
                } catch (CompletionException e) {
                    wrong.put(answer, String.valueOf(e.getCause()));
                }
            });
        } finally {
            threads.shutdown();
        }
        return wrong;
    }

    @Test
    void a_refusal_of_all_files_pauses_the_worker_and_fails_none() {
        assertThat(each(UNDECIDED, answer -> {
                    try (Trial trial = new Trial()) {
                        MigrationWorker worker = trial.worker("worker.maxAttempts = 1");
                        trial.upload(List.of("images/before.jpg"));
                        trial.runUntilMigrated(worker, 1);
                        trial.refuse(answer, request -> true);
                        trial.upload(paths());

                        assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.SUSPENDED);
                        worker.runUntilIdle();
                        worker.runUntilIdle();

                        assertThat(trial.in("QUEUED")).hasSize(FILES);
                        trial.s3.accept();
                        trial.runUntilMigrated(worker, 1 + FILES); // by itself
                        assertThat(worker.totals().failed()).isZero();
                        assertThat(trial.site.deadLetters()).isZero();
                    }
                }))
                .isEmpty();
    }

    @Test
    void a_refusal_of_one_file_fails_that_file_and_pauses_no_other() {
        assertThat(each(UNDECIDED, answer -> {
                    try (Trial trial = new Trial()) {
                        MigrationWorker worker = trial.worker("worker.maxAttempts = 2");
                        // else it is an outage where the one file is refused before the next one has begun
                        trial.upload(List.of("images/before.jpg"));
                        trial.runUntilMigrated(worker, 1);
                        trial.refuse(answer, request -> request.key().equals(REFUSED));
                        trial.upload(List.of(REFUSED));
                        trial.upload(paths());

                        WorkerResult result = worker.runUntilEmpty();

                        assertThat(result).isEqualTo(new WorkerResult(Ending.IDLE, "")); // it never paused
                        assertThat(trial.in("MIGRATED")).hasSize(1 + FILES);
                        assertThat(trial.in("FAILED")).containsExactly(REFUSED);
                        assertThat(trial.site.query("SELECT failure_message FROM nfs2s3.media WHERE path = ?", REFUSED))
                                .first()
                                .asString()
                                .startsWith("gave up after 2 attempts: S3 answered " + answer.status());
                    }
                }))
                .isEmpty();
    }
}
