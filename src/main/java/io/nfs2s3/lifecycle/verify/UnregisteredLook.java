package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectListing;
import io.nfs2s3.storage.ObjectState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at one file on NFS that had no row when its name was scanned: at all three places as they are now. Thread-safe. */
final class UnregisteredLook {
    private final RecordedCopies recorded;
    private final String storePrefix;
    private final Copies copies;
    private final LaterKeys later;
    private final @Nullable ObjectListing inventory;
    private final UnnamedObjects unnamed;
    private final Originals originals;
    private final VerifyProgress progress;

    /** @param inventory by which objects without a row are told; null where they are told by a listing */
    UnregisteredLook(
            RecordedCopies recorded,
            String storePrefix,
            Copies copies,
            LaterKeys later,
            @Nullable ObjectListing inventory,
            UnnamedObjects unnamed,
            Originals originals,
            VerifyProgress progress) {
        this.recorded = recorded;
        this.storePrefix = storePrefix;
        this.copies = copies;
        this.later = later;
        this.inventory = inventory;
        this.unnamed = unnamed;
        this.originals = originals;
        this.progress = progress;
    }

    /**
     * Judges a file.
     *
     * @return empty where there is nothing to judge: it has a row by now, is gone, was written just now, or has an object, by which
     *     it is told
     */
    Optional<Judged> examine(MediaPath path) {
        if (recorded.find(path).isPresent()) {
            return Optional.empty();
        }
        Originals.Seen original = originals.look(path);
        boolean isNone = original.nfs() == OnNfs.ABSENT
                || (original.nfs() == OnNfs.UNREADABLE && originals.isNoFile(path)); // named like a file
        if (isNone) {
            return Optional.empty();
        }
        List<String> keys = keys(path);
        if (!keys.isEmpty()) {
            return newerThanInventory(keys);
        }
        if (original.nfs() == OnNfs.SAME ? originals.isNew(path) : original.moving()) {
            progress.isUnderWay();
            return Optional.empty();
        }
        if (recorded.find(path).isPresent()) {
            return Optional.empty();
        }
        Decision decision = DecisionTable.of(Pointer.NONE, original.nfs(), OnS3.ABSENT);
        String detail = original.nfs() == OnNfs.SAME
                ? "no row knows it: 'enqueue' it, or run 'backfill scan'"
                : "no row knows it, and " + original.text();
        return Optional.of(Judged.ofOriginal(path.value(), decision, detail, new FileVersion(path, 1)));
    }

    /** What cannot be told of a file. */
    static Judged error(MediaPath path, String detail) {
        return Judged.ofOriginal(path.value(), Judged.ERROR, detail, null);
    }

    /** The keys of its copies. The first one by a HEAD: what begins like it may be a million other files. */
    private List<String> keys(MediaPath path) {
        List<String> keys = new ArrayList<>();
        first(path)
                .filter(first -> copies.head(first) instanceof ObjectState.Present)
                .ifPresent(first -> keys.add(first.value()));
        later.of(path).values().stream().filter(key -> !keys.contains(key)).forEach(keys::add);
        return keys;
    }

    /** Empty where it would be too long. */
    private Optional<ObjectKey> first(MediaPath path) {
        try {
            return Optional.of(ObjectKey.of(storePrefix, path, 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** An object that came since is not met in the inventory. */
    private Optional<Judged> newerThanInventory(List<String> keys) {
        if (inventory == null) {
            return Optional.empty();
        }
        return keys.stream()
                .filter(key -> !isIn(inventory, key))
                .map(unnamed::examine)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static boolean isIn(ObjectListing listing, String key) {
        List<ListedObject> found = FutureErrors.join(listing.page(key, "")).objects();
        return !found.isEmpty() && found.get(0).key().equals(key);
    }
}
