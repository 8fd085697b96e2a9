package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ObjectState.Found;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The objects that the bucket has of a path.
 *
 * @param own those that say that they are this site's copies of it, by their generations
 * @param highest the highest generation whose key is taken, by whomever; 0 for none
 */
record StoredGenerations(NavigableMap<Integer, Found> own, int highest) {
    Optional<Map.Entry<Integer, Found>> newest() {
        return Optional.ofNullable(own.lastEntry());
    }

    boolean isOwn(String key) {
        return own.values().stream().anyMatch(found -> key.equals(keyOf(found)));
    }

    /** The keys of those below a generation. */
    Map<Integer, String> below(int generation) {
        Map<Integer, String> keys = new TreeMap<>();
        own.headMap(generation).forEach((each, found) -> keys.put(each, keyOf(found)));
        return keys;
    }

    static String keyOf(Found found) {
        ObjectKey key = found.object().key();
        return key.value();
    }
}
