package io.nfs2s3.lab.demo;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.upload.Enqueued;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.UploadNotAcceptedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The site's upload controller: calls the hook for each file, one after the other, through the outage. */
final class Uploads {
    private static final long OUTAGE_MILLIS = 2_000;
    private static final int ATTEMPTS = 5;
    private final Application application;
    private final TcpProxy sqs;
    private final Narrator narrator;
    private final Map<Enqueued, Integer> ways = new EnumMap<>(Enqueued.class);

    Uploads(Application application, TcpProxy sqs, Narrator narrator) {
        this.application = application;
        this.sqs = sqs;
        this.narrator = narrator;
    }

    /** @return the media paths, in the order of their uploads */
    List<String> upload(Media media) throws InterruptedException {
        List<String> paths = media.paths();
        int outageAt = paths.size() * 2 / 5;
        int backAt = paths.size() * 3 / 5;
        narrator.step("uploads", "begin: UploadHook.fileUploaded for each file");
        try (UploadHook hook = application.hook()) {
            long refusedSince = 0;
            for (int i = 0; i < paths.size(); i++) {
                if (i == outageAt) {
                    sqs.refuse();
                    refusedSince = System.nanoTime();
                    narrator.step("outage", "SQS refuses connections from upload " + (i + 1) + " on");
                }
                if (i == backAt) {
                    lastUntil(refusedSince);
                    sqs.accept();
                    narrator.step("outage", "over, after upload " + i);
                }
                media.arrive(paths.get(i));
                ways.merge(upload(hook, paths.get(i)), 1, Integer::sum);
            }
            sqs.accept();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        narrator.step("uploads", "all accepted: " + ways());
        return paths;
    }

    /** As a controller does it: what was not accepted is tried again, with the user's patience. */
    private Enqueued upload(UploadHook hook, String path) {
        for (int attempt = 1; ; attempt++) {
            try {
                return hook.fileUploaded(path);
            } catch (UploadNotAcceptedException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                narrator.step("uploads", "tried again: " + e.getMessage());
            }
        }
    }

    private static void lastUntil(long since) throws InterruptedException {
        long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
        TimeUnit.MILLISECONDS.sleep(Math.max(0, OUTAGE_MILLIS - passed));
    }

    String ways() {
        return ways.getOrDefault(Enqueued.SQS, 0) + " by SQS, " + ways.getOrDefault(Enqueued.OUTBOX, 0)
                + " by the outbox";
    }
}
