package io.nfs2s3.lab.demo;

import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of the demo: those of a directory, or images that are drawn as they are uploaded. */
final class Media implements AutoCloseable {
    private static final String SENTINEL = ".mounted";
    private final Path root;
    private final List<String> paths;
    private final String sentinel;
    private final boolean drawn;

    private Media(Path root, List<String> paths, String sentinel, boolean drawn) {
        this.root = root;
        this.paths = paths;
        this.sentinel = sentinel;
        this.drawn = drawn;
    }

    /** Nothing is written into the directory: one of its own files serves as the sentinel. */
    static Media existing(Path directory) throws IOException {
        Path root = directory.toRealPath();
        List<String> paths = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(root)) {
            walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> root.relativize(file).toString())
                    .filter(Media::isNameable)
                    .sorted()
                    .forEach(paths::add);
        }
        return new Media(root, paths, paths.isEmpty() ? SENTINEL : paths.get(0), false);
    }

    private static boolean isNameable(String path) {
        try {
            MediaPath.of(path);
            return true;
        } catch (InvalidMediaPathException e) {
            System.err.println("demo: left out: " + e.getMessage());
            return false;
        }
    }

    static Media drawn(Path root, int count) throws IOException {
        Files.createDirectories(root);
        Files.createFile(root.resolve(SENTINEL));
        List<String> paths = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            paths.add(String.format("images/%02x/portrait %d.%s", i % 16, i, i % 3 == 0 ? "jpg" : "png"));
        }
        return new Media(root, paths, SENTINEL, true);
    }

    /** Has the file be there, as it is when the site calls its upload hook. */
    void arrive(String path) throws IOException {
        if (drawn) {
            Drawing.of(path).write(root.resolve(path));
        }
    }

    Path root() {
        return root;
    }

    Path file(String path) {
        return root.resolve(path);
    }

    int count() {
        return paths.size();
    }

    List<String> paths() {
        return paths;
    }

    String sentinel() {
        return sentinel;
    }

    String describe() {
        return count() + (drawn ? " images, drawn as they are uploaded, in " : " files of ") + root;
    }

    @Override
    public void close() {}
}
