package io.nfs2s3.lab.bench;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The files of one size below a source root: those that are measured, and others for the warm-up of the worker.
 *
 * @param count files that are measured; a tenth of them is in a directory of its own
 * @param warmUp files of the warm-up
 */
record FileSet(Path root, Size size, int count, int warmUp) {
    /** How large the files are, and how many there are if nobody says otherwise. A KB is 1,000 bytes. */
    enum Size {
        SMALL(20_000, 20_000, "20 KB"),
        MEDIUM(200_000, 5_000, "200 KB"),
        LARGE(50_000_000, 40, "50 MB");

        private final int bytes;
        private final int count;
        private final String text;

        Size(int bytes, int count, String text) {
            this.bytes = bytes;
            this.count = count;
            this.text = text;
        }

        int bytes() {
            return bytes;
        }

        int count() {
            return count;
        }

        /** A few large files say enough where each byte is encrypted. */
        int tlsCount() {
            return this == LARGE ? 8 : count;
        }

        String text() {
            return text;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A part of the names of all files of the warm-up. */
    static final String WARM_UP = "warm-up";

    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0};
    private static final int TENTH = 10;
    private static final int MEGABYTE = 1_000_000;

    List<MediaPath> measured() {
        int first = firstCount();
        return IntStream.range(0, count)
                .mapToObj(i -> path(i < first ? "files/first/" : "files/rest/", i))
                .toList();
    }

    List<MediaPath> forWarmUp() {
        return IntStream.range(0, warmUp).mapToObj(i -> path(WARM_UP + "/", i)).toList();
    }

    /** How the paths of all that is measured begin. */
    String prefix() {
        return size.label() + "/files/";
    }

    /** How the paths of the warm-up begin. */
    String warmUpPrefix() {
        return size.label() + "/" + WARM_UP + "/";
    }

    private MediaPath path(String directory, int number) {
        return MediaPath.of(size.label() + "/" + directory + number + ".jpg");
    }

    /** The directory of all that is measured. */
    Path directory() {
        return root.resolve(size.label()).resolve("files");
    }

    /** The directory with the first tenth of it. */
    Path first() {
        return directory().resolve("first");
    }

    int firstCount() {
        return Math.max(1, count / TENTH);
    }

    long bytesOf(long files) {
        return files * size.bytes();
    }

    /** Writes them all: images by name and first bytes, then bytes that no two files share and nothing can compress. */
    void write() throws IOException {
        byte[] bytes = new byte[Math.min(size.bytes(), MEGABYTE)];
        Random random = new Random(1);
        Files.createDirectories(first());
        Files.createDirectories(directory().resolve("rest"));
        Files.createDirectories(root.resolve(size.label()).resolve(WARM_UP));
        for (List<MediaPath> paths : List.of(forWarmUp(), measured())) {
            for (MediaPath path : paths) {
                random.nextBytes(bytes);
                System.arraycopy(JPEG, 0, bytes, 0, JPEG.length);
                try (OutputStream file = Files.newOutputStream(root.resolve(path.value()))) {
                    for (int written = 0; written < size.bytes(); written += bytes.length) {
                        file.write(bytes);
                    }
                }
            }
        }
    }

    void remove() throws IOException {
        Directories.delete(root.resolve(size.label()));
    }

    /** Reads them all, so that whoever comes first finds them in memory as the others do. */
    void read() throws IOException {
        for (MediaPath path : measured()) {
            try (InputStream file = Files.newInputStream(root.resolve(path.value()))) {
                file.transferTo(OutputStream.nullOutputStream());
            }
        }
    }
}
