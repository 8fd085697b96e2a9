package io.nfs2s3.lab.chaos.worker;

import java.util.Random;

/**
 * What happens to one file.
 *
 * @param size of its first version, in bytes
 * @param seed of its bytes, and of what the story leaves to chance
 */
record Story(String path, Fate fate, int size, long seed) {
    /** The bytes of a version; each has another length, so that a file's state can be told from its size. */
    byte[] bytes(int version) {
        byte[] bytes = new byte[size + 7 * (version - 1)];
        new Random(seed + version).nextBytes(bytes);
        return bytes;
    }
}
