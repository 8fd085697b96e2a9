package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.testing.Together;
import io.nfs2s3.upload.Enqueued;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.UploadNotAcceptedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Makes uploads through one hook from many threads, evenly over a time, and notes how each call went. */
final class Uploads {
    private final UploadHook hook;
    private final Map<String, Integer> ways = new ConcurrentSkipListMap<>();

    Uploads(UploadHook hook) {
        this.hook = hook;
    }

    /**
     * Makes them all.
     *
     * @param plan the paths of each thread, in their order
     * @param over a thread that falls behind catches up as fast as it can
     */
    List<Call> run(List<List<String>> plan, Duration over) {
        return Together.run(plan.size(), thread -> () -> run(plan.get(thread), over.toNanos())).stream()
                .flatMap(List::stream)
                .toList();
    }

    private List<Call> run(List<String> paths, long overNanos) {
        long start = System.nanoTime();
        List<Call> calls = new ArrayList<>(paths.size());
        for (int i = 0; i < paths.size(); i++) {
            awaitTime(start + overNanos / paths.size() * i);
            calls.add(call(paths.get(i)));
        }
        return calls;
    }

    private static void awaitTime(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private Call call(String path) {
        Instant began = Instant.now();
        long start = System.nanoTime();
        Enqueued way = accepted(path);
        long nanos = System.nanoTime() - start;
        ways.merge(way == null ? "refused" : way.name(), 1, Integer::sum);
        return new Call(path, began, start, nanos, way);
    }

    private @Nullable Enqueued accepted(String path) {
        try {
            return hook.fileUploaded(path);
        } catch (UploadNotAcceptedException e) {
            return null;
        }
    }

    /** How many went which way so far. */
    @Override
    public String toString() {
        return "so far " + ways;
    }
}
