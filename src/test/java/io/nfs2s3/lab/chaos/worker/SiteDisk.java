package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.UploadNotAcceptedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** The media directory as the site's upload code sees it, and the hook that it calls. Thread-safe. */
final class SiteDisk {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private final Path root;
    private final UploadHook hook;

    SiteDisk(Path root, UploadHook hook) {
        this.root = root;
        this.hook = hook;
    }

    private interface Change {
        void make(Path file) throws IOException;
    }

    private void change(String path, Change change) {
        Path file = root.resolve(path);
        try {
            Files.createDirectories(file.getParent());
            change.make(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param inPlace whether readers can see it half written; else it is renamed into place */
    void write(String path, byte[] bytes, boolean inPlace) {
        change(path, file -> {
            if (inPlace) {
                Files.write(file, bytes);
            } else {
                Path temporary = file.resolveSibling(file.getFileName() + ".new");
                Files.write(temporary, bytes);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            }
        });
    }

    void truncate(String path, long length) {
        change(path, file -> {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.setLength(length);
            }
        });
    }

    void delete(String path) {
        change(path, Files::delete);
    }

    void makeDirectory(String path) {
        change(path, Files::createDirectories);
    }

    void linkOutside(String path) {
        change(path, link -> {
            Path outside = Files.createTempFile(root.resolveSibling("spool"), "outside", ".jpg");
            Files.writeString(outside, "not for the world");
            Files.createSymbolicLink(link, outside);
        });
    }

    /** Calls the hook, again and again while it does not accept the upload, as a site should. */
    void tell(String path) {
        if (!ChaosSite.comesTrue(PATIENCE, () -> accepted(path))) {
            throw new IllegalStateException("the hook does not accept " + path);
        }
    }

    private boolean accepted(String path) {
        try {
            hook.fileUploaded(path);
            return true;
        } catch (UploadNotAcceptedException e) {
            return false;
        }
    }
}
