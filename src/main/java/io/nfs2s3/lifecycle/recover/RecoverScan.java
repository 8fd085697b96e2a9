package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.lifecycle.verify.Pages;
import io.nfs2s3.resilience.DaemonThreads;
import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectListing;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Goes through the bucket and the rows: its threads, and what it keeps between two passes. For one thread. */
final class RecoverScan implements AutoCloseable {
    private static final int LOOKERS = 32;

    private final RecordedCopies recorded;
    private final ObjectListing listing;
    private final String prefix;
    private final BucketLook bucket;
    private final LaterGenerations later = new LaterGenerations();
    private final Runnable listed;
    private final ExecutorService rowReader =
            Executors.newSingleThreadExecutor(DaemonThreads.named("nfs2s3-recover-rows"));
    private final ExecutorService lookers =
            Executors.newFixedThreadPool(LOOKERS, DaemonThreads.numbered("nfs2s3-recover-look-"));
    private final PageLook pages;
    private boolean marked;

    /** @param prefix what the keys of the site begin with */
    RecoverScan(
            RecordedCopies recorded,
            ObjectListing listing,
            String prefix,
            BucketLook bucket,
            Runnable listed,
            Looks looks) {
        this.recorded = recorded;
        this.listing = listing;
        this.prefix = prefix;
        this.bucket = bucket;
        this.listed = listed;
        this.pages = looks.on(lookers);
    }

    /** Makes what looks at a page. */
    @FunctionalInterface
    interface Looks {
        PageLook on(ExecutorService lookers);
    }

    /**
     * Reads the whole listing, to know which paths may have objects of later uploads: their keys are apart from the first
     * one's. Done once.
     *
     * @param check throws when it is to stop
     */
    void mark(Runnable check) {
        if (marked) {
            return;
        }
        Pages<ListedObject> objects = Walk.objects(listing, prefix, "");
        while (objects.hasNext()) {
            check.run();
            bucket.uploadOf(objects.next().key())
                    .filter(upload -> upload.generation() > 1)
                    .ifPresent(upload -> later.add(upload.path()));
            listed.run();
        }
        marked = true;
    }

    /** Tells of all keys behind one, page by page. */
    void walk(String after, int size, Consumer<Page> each) {
        new Walk(recorded, listing, prefix, bucket, later, rowReader, size, after, each).run();
    }

    List<Judged> judge(Page page) {
        return pages.judge(page);
    }

    @Override
    public void close() {
        rowReader.shutdownNow();
        lookers.shutdownNow();
    }
}
