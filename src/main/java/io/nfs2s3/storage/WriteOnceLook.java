package io.nfs2s3.storage;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.resilience.DaemonThreads;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a second PUT to a key is refused, also one that comes at the same moment. Two workers may copy one file at a time;
 * without the condition the later one would change bytes that a pointer names already, and that were proved to be others.
 */
final class WriteOnceLook {
    /** PUTs to one key at the same moment. */
    static final int AT_ONCE = 8;

    /** The first has connections opened, which spreads its PUTs. */
    private static final int ROUNDS = 2;

    private static final String OTHER_STORE = "use a store that heeds it, or a later version: docs/stores.md";

    private final StoreProbe probe;

    WriteOnceLook(StoreProbe probe) {
        this.probe = probe;
    }

    /** @throws InterruptedException when the caller was */
    Answer look() throws InterruptedException {
        try {
            if (!isSecondRefused()) {
                return Answer.broken(
                        "the store does not heed If-None-Match: it let a PUT change an object that was there",
                        OTHER_STORE);
            }
            for (int round = 0; round < ROUNDS; round++) {
                int through = throughAtOnce();
                if (through > 1) { // 0 where the answer to the first was lost, and its second attempt found itself
                    return Answer.broken(
                            "the store does not heed If-None-Match where PUTs come at the same moment: it let "
                                    + through + " of " + AT_ONCE + " to one key through",
                            OTHER_STORE);
                }
            }
            return Answer.good("a second PUT to it is refused (If-None-Match), and so are " + (AT_ONCE - 1) + " of "
                    + AT_ONCE + " that come at the same moment");
        } catch (MigrationException e) {
            return StoreChecks.refused(
                    e, "see docs/stores.md for what nfs2s3 asks of a store", "s3:PutObject", "s3:GetObject");
        }
    }

    private boolean isSecondRefused() {
        NewObject object = probe.newObject();
        try {
            probe.put(object, "first");
            return probe.put(object, "second, and longer") instanceof PutOutcome.Taken;
        } finally {
            probe.deleteQuietly(object);
        }
    }

    /** @return how many of the PUTs to one key were taken */
    private int throughAtOnce() throws InterruptedException {
        NewObject object = probe.newObject();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, DaemonThreads.numbered("nfs2s3-doctor-put-"));
        try {
            CountDownLatch ready = new CountDownLatch(AT_ONCE);
            List<Callable<PutOutcome>> puts = IntStream.range(0, AT_ONCE)
                    .<Callable<PutOutcome>>mapToObj(number -> () -> {
                        ready.countDown();
                        ready.await();
                        return probe.put(object, "one of many, number " + number);
                    })
                    .toList();
            return through(threads.invokeAll(puts));
        } finally {
            threads.shutdownNow();
            probe.deleteQuietly(object);
        }
    }

    /** @throws MigrationException when none was taken, as one of them was told */
    private static int through(List<Future<PutOutcome>> puts) throws InterruptedException {
        int through = 0;
        @Nullable MigrationException refused = null;
        for (Future<PutOutcome> put : puts) {
            try {
                through += put.get() instanceof PutOutcome.Proved ? 1 : 0;
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                refused = S3Errors.classify(cause == null ? e : cause);
                // The store said 200, and has the bytes of another.
                through += refused.code() == FailureCode.NOT_PROVED ? 1 : 0;
            }
        }
        if (through == 0 && refused != null) {
            throw refused;
        }
        return through;
    }
}
