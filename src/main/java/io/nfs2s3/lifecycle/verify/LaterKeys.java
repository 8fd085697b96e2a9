package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectListing;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Finds the objects of later uploads of one path: a listing has their keys apart from that of the first. Thread-safe. */
final class LaterKeys {
    private final ObjectListing store;
    private final String storePrefix;

    /** @param store lists the bucket as it is now */
    LaterKeys(ObjectListing store, String storePrefix) {
        this.store = store;
        this.storePrefix = storePrefix;
    }

    /** Their keys by their generations, whoever put them; that of the first upload, too, where its name has a generation. */
    NavigableMap<Integer, String> of(MediaPath path) {
        NavigableMap<Integer, String> keys = new TreeMap<>();
        if (!canBeThere(path)) {
            return keys;
        }
        String prefix = ObjectKey.laterPrefix(storePrefix, path);
        String after = "";
        ObjectListing.Page page;
        do {
            page = FutureErrors.join(store.page(prefix, after));
            for (ListedObject object : page.objects()) {
                after = object.key();
                KeyReader.uploadOf(storePrefix, object.key())
                        .filter(upload -> upload.path().equals(path))
                        .ifPresent(upload -> keys.put(upload.generation(), object.key()));
            }
        } while (!page.last() && !page.objects().isEmpty());
        return keys;
    }

    /** Not where their keys would be too long. */
    private boolean canBeThere(MediaPath path) {
        try {
            ObjectKey.of(storePrefix, path, 2);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
