package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.lifecycle.Refusals;
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
import io.nfs2s3.storage.ObjectState.Present;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/** Looks at the objects of one path, wherever a listing has them. Thread-safe. */
final class BucketLook {
    /** So many requests of one caller are under way together: there are many callers. */
    private static final int AT_ONCE = 4;

    private final ObjectAudit audit;
    private final ObjectListing listing;
    private final String site;
    private final Refusals refusals;
    private final LongAdder requests = new LongAdder();

    /** @param site whose objects count as own */
    BucketLook(ObjectAudit audit, ObjectListing listing, String site) {
        this.audit = audit;
        this.listing = listing;
        this.site = site;
        this.refusals = new Refusals(audit, Integer.MAX_VALUE);
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
     * Asks whether the bucket lets the program look at all.
     *
     * @throws MigrationException when it does not, or is down
     */
    void requireAnswers() {
        FutureErrors.join(listing.page(audit.prefix(), ""));
        at(new ObjectKey(audit.prefix() + ".nfs2s3-not-there"));
    }

    /** Whether an error is that the store refuses its object, while it answers for others. */
    boolean isRefusedAlone(MigrationException error) {
        return refusals.isOfOne(error, audit);
    }

    /**
     * Looks for the newest own object of a path: from the highest generation down, as far as it has to.
     *
     * @param later whether there may be some of a second or later upload; they are listed then
     */
    StoredGenerations of(MediaPath path, boolean later) {
        NavigableSet<Integer> taken = new TreeSet<>();
        if (later) {
            list(path, taken);
        }
        int highest = taken.isEmpty() ? 0 : taken.last();
        taken.add(1);
        for (int generation : taken.descendingSet()) {
            Optional<Present> found = key(path, generation).flatMap(this::at);
            if (found.isPresent()) {
                highest = Math.max(highest, generation);
                if (isOwn(found.get(), new FileVersion(path, generation))) {
                    return new StoredGenerations(taken, highest, Optional.of(Map.entry(generation, found.get())));
                }
            }
        }
        return new StoredGenerations(taken, highest, Optional.empty());
    }

    /** Whether an object says that it is this site's copy of an upload. */
    boolean isOwn(Present found, FileVersion upload) {
        return ObjectAudit.uploadOf(found.object(), site).equals(Optional.of(upload));
    }

    /** The keys of the own objects of a path that are below a generation. Takes a request for each. */
    Map<Integer, String> below(MediaPath path, StoredGenerations stored, int generation) {
        Map<Integer, String> keys = new TreeMap<>();
        List<Integer> asked = stored.mayBeOwnBelow(generation);
        for (int from = 0; from < asked.size(); from += AT_ONCE) {
            Map<Integer, CompletableFuture<ObjectState>> looks = new TreeMap<>();
            asked.subList(from, Math.min(from + AT_ONCE, asked.size()))
                    .forEach(one -> key(path, one).ifPresent(key -> looks.put(one, head(key))));
            looks.forEach((one, look) -> {
                if (FutureErrors.join(look) instanceof Present found && isOwn(found, new FileVersion(path, one))) {
                    keys.put(one, StoredGenerations.keyOf(found));
                }
            });
        }
        return keys;
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
    Optional<Present> at(ObjectKey key) {
        return FutureErrors.join(head(key)) instanceof Present found ? Optional.of(found) : Optional.empty();
    }

    /** The checksum of an object: as the store keeps it, else by reading. It must not be in an archive. */
    Checksum checksum(Present found) {
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
