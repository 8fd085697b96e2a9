package io.nfs2s3.lab.bench;

import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory with very many empty files, and the sentinel beside it.
 *
 * @param root the source root
 * @param count files in the one directory
 */
record NameSet(Path root, int count) {
    static final String SENTINEL = ".nfs2s3-mounted";
    private static final int SPREAD = 0x9E37_79B9;

    Path directory() {
        return root.resolve("images");
    }

    /** Names as a site gives them: of one length, and not in the order of their making. */
    void write() throws IOException {
        Files.createDirectories(directory());
        Files.createFile(root.resolve(SENTINEL));
        for (int i = 0; i < count; i++) {
            Files.createFile(directory().resolve("%08x-%08x.jpg".formatted(i * SPREAD, i)));
        }
    }

    void remove() throws IOException {
        Directories.delete(root);
    }
}
