package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.media.MediaPath;
import java.util.BitSet;

/**
 * Of which paths the bucket may have objects of a second or later upload: a Bloom filter of one bit for each, 8 MiB however
 * many there are. It never forgets one; for some others, one in a hundred if 700,000 are in it, it says so too.
 */
final class LaterGenerations {
    private static final int BITS_OF_INDEX = 26;

    /** 2^32 divided by the golden ratio: spreads hashes that are near each other (Knuth, TAOCP 3, 6.4). */
    private static final int SPREAD = 0x9E3779B9;

    private final BitSet bits = new BitSet(1 << BITS_OF_INDEX);

    void add(MediaPath path) {
        bits.set(index(path));
    }

    boolean mayHave(MediaPath path) {
        return bits.get(index(path));
    }

    private static int index(MediaPath path) {
        return (path.value().hashCode() * SPREAD) >>> (Integer.SIZE - BITS_OF_INDEX);
    }
}
