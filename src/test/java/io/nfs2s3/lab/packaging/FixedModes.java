package io.nfs2s3.lab.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/**
 * Gives files and directories the same permissions whatever the umask of the build is. The jar plugin writes those of the
 * classes into the jar, which would be another one by another umask.
 */
final class FixedModes {
    private FixedModes() {}

    static void set(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path one : (Iterable<Path>) all::iterator) {
                Files.setPosixFilePermissions(
                        one, PosixFilePermissions.fromString(Files.isDirectory(one) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }
}
