package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.lifecycle.verify.KeyReader;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectAudit;
import io.nfs2s3.storage.ObjectListing;
import io.nfs2s3.storage.ObjectState;
import io.nfs2s3.storage.ObjectState.Found;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/** Looks at the objects of one path, wherever a listing has them. Thread-safe. */
final class BucketLook {
    private final ObjectAudit audit;
    private final ObjectListing listing;
    private final String site;
    private final LongAdder requests = new LongAdder();

    /** @param site whose objects count as own */
    BucketLook(ObjectAudit audit, ObjectListing listing, String site) {
        this.audit = audit;
        this.listing = listing;
        this.site = site;
    }

    /** Requests that were made for single paths. */
    long requests() {
        return requests.sum();
    }

    /** The upload whose copy has a key; empty where no copy has such a key. */
    Optional<FileVersion> uploadOf(String key) {
        return KeyReader.uploadOf(audit.prefix(), key);
    }

    boolean isOfTheProgram(String key) {
        return audit.isOfTheProgram(key);
    }

    /**
     * Looks at all objects of a path.
     *
     * @param later whether there may be some of a second or later upload; they are listed then
     */
    StoredGenerations of(MediaPath path, boolean later) {
        TreeSet<Integer> generations = new TreeSet<>();
        generations.add(1);
        if (later) {
            list(path, generations);
        }
        Map<Integer, CompletableFuture<ObjectState>> looks = new HashMap<>();
        for (int generation : generations) {
            key(path, generation).ifPresent(key -> looks.put(generation, head(key)));
        }
        NavigableMap<Integer, Found> own = new TreeMap<>();
        int highest = 0;
        for (Map.Entry<Integer, CompletableFuture<ObjectState>> look : looks.entrySet()) {
            if (FutureErrors.join(look.getValue()) instanceof Found found) {
                highest = Math.max(highest, look.getKey());
                FileVersion upload = new FileVersion(path, look.getKey());
                if (ObjectAudit.uploadOf(found.object(), site).equals(Optional.of(upload))) {
                    own.put(look.getKey(), found);
                }
            }
        }
        return new StoredGenerations(own, highest);
    }

    private void list(MediaPath path, Set<Integer> generations) {
        String prefix = ObjectKey.laterPrefix(audit.prefix(), path);
        String after = "";
        ObjectListing.Page page;
        do {
            requests.increment();
            page = FutureErrors.join(listing.page(prefix, after));
            for (ListedObject object : page.objects()) {
                after = object.key();
                uploadOf(after)
                        .filter(upload -> upload.path().equals(path))
                        .ifPresent(upload -> generations.add(upload.generation()));
            }
        } while (!page.last());
    }

    /** Empty where it would be longer than S3 allows: then there is no object. */
    private Optional<ObjectKey> key(MediaPath path, int generation) {
        try {
            return Optional.of(ObjectKey.of(audit.prefix(), path, generation));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private CompletableFuture<ObjectState> head(ObjectKey key) {
        requests.increment();
        return audit.look(key);
    }

    /** What is under a key, whoever put it; empty where nothing is. */
    Optional<Found> at(ObjectKey key) {
        return FutureErrors.join(head(key)) instanceof Found found ? Optional.of(found) : Optional.empty();
    }

    /** The checksum of an object: as the store keeps it, else by reading. It must not be in an archive. */
    Checksum checksum(Found found) {
        Checksum kept = found.checksum();
        if (kept != null) {
            return kept;
        }
        requests.increment();
        return FutureErrors.join(audit.checksum(found.object()))
                .orElseThrow(() -> new MigrationException(
                        FailureCode.STORE_BUSY, found.object().key() + " was removed or replaced while it was read"));
    }
}
