package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.catalog.KeyRange;
import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.lifecycle.verify.Copies;
import io.nfs2s3.lifecycle.verify.Merge;
import io.nfs2s3.lifecycle.verify.Pages;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectListing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Goes through rows and objects side by side, in the order of their keys, and tells of what does not simply agree. For one
 * thread.
 */
final class Walk implements Merge.Meeting {
    /** Also where all agrees, a run keeps its place now and then. */
    private static final int AGREEING = 10_000;

    private final RecordedCopies recorded;
    private final ObjectListing listing;
    private final String prefix;
    private final BucketLook bucket;
    private final LaterGenerations later;
    private final Executor rowReader;
    private final int size;
    private final Consumer<Page> each;
    private final List<Met> met = new ArrayList<>();
    private final List<Judged> foreign = new ArrayList<>();
    private long agreeing;
    private String last;

    /**
     * @param prefix what the keys of the site begin with
     * @param later filled with all of the listing
     * @param size of a page at most
     * @param after the key to go on behind; empty for the beginning
     */
    Walk(
            RecordedCopies recorded,
            ObjectListing listing,
            String prefix,
            BucketLook bucket,
            LaterGenerations later,
            Executor rowReader,
            int size,
            String after,
            Consumer<Page> each) {
        this.recorded = recorded;
        this.listing = listing;
        this.prefix = prefix;
        this.bucket = bucket;
        this.later = later;
        this.rowReader = rowReader;
        this.size = size;
        this.last = after;
        this.each = each;
    }

    /** All objects behind a key. */
    static Pages<ListedObject> objects(ObjectListing listing, String prefix, String after) {
        return new Pages<>(before -> listing.page(prefix, before == null ? after : before.key())
                .thenApply(page -> new Pages.Page<>(page.objects(), page.last())));
    }

    /** Tells of all of them. */
    void run() {
        KeyRange range = new KeyRange(prefix, last, null);
        Merge.run(rows(range), objects(listing, prefix, last), this);
        tell();
    }

    private Pages<RecordedCopy> rows(KeyRange range) {
        return new Pages<>(before -> CompletableFuture.supplyAsync(
                () -> {
                    List<RecordedCopy> page = recorded.page(range, before);
                    List<RecordedCopy> own = page.stream()
                            .filter(row ->
                                    row.key() != null && row.key().value().startsWith(prefix))
                            .toList();
                    return new Pages.Page<>(own, page.size() < RecordedCopies.PAGE || own.size() < page.size());
                },
                rowReader));
    }

    @Override
    public void both(RecordedCopy row, ListedObject object) {
        at(object.key());
        boolean hasLater = later.mayHave(row.path());
        if (row.state().location() == Location.S3 && Copies.isSettled(row, object) && !hasLater) {
            agreeing++;
        } else {
            met.add(new Met(object.key(), row.path(), hasLater));
        }
    }

    /** A row that leads to NFS needs no object. */
    @Override
    public void rowAlone(RecordedCopy row) {
        String key = String.valueOf(row.key());
        at(key);
        if (row.state().location() == Location.S3) {
            met.add(new Met(key, row.path(), later.mayHave(row.path())));
        }
    }

    @Override
    public void objectAlone(ListedObject object) {
        String key = object.key();
        if (bucket.isOfTheProgram(key)) {
            return;
        }
        at(key);
        bucket.uploadOf(key)
                .ifPresentOrElse(
                        upload -> met.add(new Met(key, upload.path(), hasLater(upload.path(), upload.generation()))),
                        () -> foreign.add(Judged.foreign(key)));
    }

    private boolean hasLater(MediaPath path, int generation) {
        return generation > 1 || later.mayHave(path);
    }

    /** A page ends between two keys: one may have several rows. */
    private void at(String key) {
        if (!key.equals(last) && (met.size() + foreign.size() >= size || agreeing >= AGREEING)) {
            tell();
        }
        if (key.indexOf('\0') < 0) { // which the database cannot keep: of others, and met again after a kill
            last = key;
        }
    }

    private void tell() {
        if (met.size() + foreign.size() + agreeing > 0) {
            each.accept(new Page(met, agreeing, foreign, last));
            met.clear();
            foreign.clear();
            agreeing = 0;
        }
    }
}
