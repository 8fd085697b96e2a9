package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.app.Application;
import io.nfs2s3.settings.SettingsReader;
import io.nfs2s3.testing.Together;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.UploadNotAcceptedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A site that is there to be killed: uploads without end, and writes down each call that has returned. */
final class JournalingUploader {
    private static final int THREADS = 8;
    private final UploadHook hook;
    private final Path journal;
    private final String prefix;

    private JournalingUploader(UploadHook hook, Path journal, String prefix) {
        this.hook = hook;
        this.journal = journal;
        this.prefix = prefix;
    }

    /** Arguments: settings file, journal, prefix of the paths. */
    public static void main(String[] arguments) throws IOException {
        Path journal = Files.createFile(parentMade(Path.of(arguments[1])));
        try (Application application =
                        new Application(SettingsReader.read(Optional.of(Path.of(arguments[0])), Map.of()));
                UploadHook hook = application.hook()) {
            JournalingUploader uploader = new JournalingUploader(hook, journal, arguments[2]);
            Together.run(THREADS, thread -> () -> uploader.uploadForEver(thread));
        }
    }

    private static Path parentMade(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return file;
    }

    private int uploadForEver(int thread) throws IOException {
        for (int i = 0; i < Integer.MAX_VALUE; i++) {
            String path = prefix + thread + "/" + i + ".jpg";
            if (isAccepted(path)) {
                writeDown(path);
            }
        }
        return thread;
    }

    /** Else the site knows, and need not be told again after a crash. */
    private boolean isAccepted(String path) {
        try {
            hook.fileUploaded(path);
            return true;
        } catch (UploadNotAcceptedException e) {
            return false;
        }
    }

    /** In one write, so that a kill leaves whole lines. */
    private synchronized void writeDown(String path) throws IOException {
        Files.writeString(journal, path + "\n", StandardOpenOption.APPEND);
    }

    /** The paths in a journal, whose writer may be at work. */
    static List<String> read(Path journal) {
        try {
            String text = Files.exists(journal) ? Files.readString(journal) : "";
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
