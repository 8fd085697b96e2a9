package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ObjectState.Present;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * The objects that the bucket has of a path.
 *
 * @param taken the generations that may have one, whoever put it
 * @param highest the highest generation whose key is taken, by whomever; 0 for none
 * @param newest the one of the highest generation that says that it is this site's copy of the path, and this generation
 */
record StoredGenerations(NavigableSet<Integer> taken, int highest, Optional<Map.Entry<Integer, Present>> newest) {
    /** The generations below one whose objects may be this site's: none above the newest is. */
    List<Integer> mayBeOwnBelow(int generation) {
        return newest.map(entry -> List.copyOf(taken.headSet(Math.min(generation, entry.getKey() + 1))))
                .orElse(List.of());
    }

    static String keyOf(Present found) {
        ObjectKey key = found.object().key();
        return key.value();
    }
}
