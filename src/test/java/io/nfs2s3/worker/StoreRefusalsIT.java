package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * What a store answers to a PUT, code by code over the wire: a refusal of all files pauses the worker and fails none, one
 * of a single file fails that file and pauses nobody. Each code has files and a worker of its own; several run at a time,
 * each on another site, for most of their time is waiting.
 */
@Order(2) // waits for most of its time: beside it the others go on
class StoreRefusalsIT {
    private static final int FILES = 12;
    private static final int SITES = 6;

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

    /** A site that answers are tried on, one after the other, each with files of its own and a worker of its own. */
    private static final class TrialSite implements AutoCloseable {
        private final TestSite site = TestSite.open();
        private final UploadHook hook = site.hook();
        private final S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
        private int trials;

        void begin() {
            s3.accept();
            trials++;
        }

        String path(String name) {
            return "images/" + trials + "/" + name + ".jpg";
        }

        List<String> paths() {
            return IntStream.range(0, FILES)
                    .mapToObj(i -> path(String.valueOf(i)))
                    .toList();
        }

        /** Its connections are its own too: they keep what they learn of the store. */
        Application behind(String... settings) {
            return new Application(
                    site.settings(String.join("\n", settings), "s3.endpoint = \"" + s3.endpoint() + "\""));
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

        /** Of the files of this trial. */
        List<String> in(String state) {
            return site.query(
                    "SELECT path FROM nfs2s3.media WHERE state = ? AND path LIKE ? ORDER BY path",
                    state,
                    "images/" + trials + "/%");
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

    /** @return what went wrong, by answer */
    private static Map<String, String> each(BiConsumer<TrialSite, S3Mishap.Refused> trial) {
        Map<String, String> wrong = new ConcurrentSkipListMap<>();
        Together.run(SITES, number -> () -> {
            int next = number;
            while (next < UNDECIDED.size()) {
                next = untilOneIsWrong(next, trial, wrong);
            }
            return next;
        });
        return wrong;
    }

    /** After what went wrong a site is not as it was. @return the first answer that was not tried on it */
    private static int untilOneIsWrong(
            int first, BiConsumer<TrialSite, S3Mishap.Refused> trial, Map<String, String> wrong) {
        try (TrialSite on = new TrialSite()) {
            for (int i = first; i < UNDECIDED.size(); i += SITES) {
                S3Mishap.Refused answer = UNDECIDED.get(i);
                on.begin();
                try {
                    trial.accept(on, answer);
                } catch (RuntimeException | AssertionError e) {
                    wrong.put(answer.status() + " " + answer.code(), String.valueOf(e));
                    return i + SITES;
                }
            }
        }
        return UNDECIDED.size();
    }

    @Test
    void a_refusal_of_all_files_pauses_the_worker_and_fails_none() {
        assertThat(each((on, answer) -> {
                    try (Application behind = on.behind("worker.maxAttempts = 1");
                            MigrationWorker worker = behind.worker()) {
                        on.upload(List.of(on.path("before")));
                        on.runUntilMigrated(worker, 1);
                        on.refuse(answer, request -> true);
                        on.upload(on.paths());

                        assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.SUSPENDED);
                        worker.runUntilIdle();
                        worker.runUntilIdle();

                        assertThat(on.in("QUEUED")).hasSize(FILES);
                        on.s3.accept();
                        on.runUntilMigrated(worker, 1 + FILES); // by itself
                        assertThat(worker.totals().failed()).isZero();
                        assertThat(on.site.deadLetters()).isZero();
                    }
                }))
                .isEmpty();
    }

    @Test
    void a_refusal_of_one_file_fails_that_file_and_pauses_no_other() {
        assertThat(each((on, answer) -> {
                    String refused = on.path("refused");
                    try (Application behind = on.behind("worker.maxAttempts = 2");
                            MigrationWorker worker = behind.worker()) {
                        // else it is an outage where the one file is refused before the next one has begun
                        on.upload(List.of(on.path("before")));
                        on.runUntilMigrated(worker, 1);
                        on.refuse(answer, request -> request.key().equals(refused));
                        on.upload(List.of(refused));
                        on.upload(on.paths());

                        WorkerResult result = worker.runUntilEmpty();

                        assertThat(result).isEqualTo(new WorkerResult(Ending.IDLE, "")); // it never paused
                        assertThat(on.in("MIGRATED")).hasSize(1 + FILES);
                        assertThat(on.in("FAILED")).containsExactly(refused);
                        assertThat(on.site.query("SELECT failure_message FROM nfs2s3.media WHERE path = ?", refused))
                                .first()
                                .asString()
                                .startsWith("gave up after 2 attempts: S3 answered " + answer.status());
                    }
                }))
                .isEmpty();
    }
}
