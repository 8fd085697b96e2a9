package io.nfs2s3.source;

import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.NameRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Lists the files below the source root by their names, however many there are.
 *
 * <p>Names are streamed as the file system gives them, without order, and no list of them is kept. Nor is each one
 * looked at: on NFS that would be a request for each name. A name with an extension (1 to 5 letters or digits after a
 * dot) is taken for a file, any other is looked at. A directory's link count says how many sub-directories it has; if
 * not as many were found, those that are named like files are found by looking at each name in a second pass. Where the
 * file system has no link counts, each name is looked at. So a name that is told as a file may be a directory, link or
 * pipe: the worker finds that out, and the file ends FAILED with the reason.
 *
 * <p>Links are told if they are links to files inside the source root. Links to directories are not followed.
 * Thread-safe; each walk has a thread of its own for calls that may hang.
 */
public final class DirectoryScan {
    /** What the source root is called where its own name is not told. */
    public static final String ROOT = "the source root";

    private final SourceSettings source;
    private final ScanSettings settings;
    private final NameRules rules;
    private final MountGuard guard;

    /** Touches nothing yet. */
    public DirectoryScan(SourceSettings source, ScanSettings settings, NameRules rules) {
        this.source = source;
        this.settings = settings;
        this.rules = rules;
        this.guard = new MountGuard(source);
    }

    /**
     * Streams all names below a prefix, and blocks until the last was taken. A file that comes or goes meanwhile may be
     * told or not.
     *
     * @param prefix how media paths begin, such as {@code images/} or {@code images/2024-}; empty for all
     * @param each called on the caller's thread; an exception of it ends the walk and is passed on
     * @throws MigrationException with {@code SOURCE_DOWN} when the mount is down at the beginning, at the end or in
     *     between, or hangs; what was told until then is not all
     * @throws IllegalArgumentException as {@link #require} does
     */
    public void walk(String prefix, Consumer<ScanEntry> each) {
        DirectoryWalk walk = new DirectoryWalk(source, start(prefix), settings.statAll(), rules, guard);
        try (ReaderPool reader = new ReaderPool("nfs2s3-scan-", 1, source.readTimeout(), 1)) {
            try {
                DirectoryWalk.Chunk chunk;
                do {
                    chunk = join(reader.submit(walk::next));
                    chunk.found().forEach(each);
                } while (!chunk.last());
            } finally {
                walk.abandon();
                reader.submit(watch -> watch.timed(() -> {
                            walk.close();
                            return true;
                        }))
                        .exceptionally(hangs -> false)
                        .join();
            }
        }
    }

    /**
     * Checks a prefix without a look at the mount.
     *
     * @throws io.nfs2s3.media.InvalidMediaPathException when no media path begins like the prefix
     * @throws IllegalArgumentException when all below it is left out
     */
    public void require(String prefix) {
        start(prefix);
    }

    private ScanStart start(String prefix) {
        ScanStart start = ScanStart.of(prefix);
        if (!start.directory().isEmpty()) {
            rules.reason(start.directory()).ifPresent(reason -> {
                throw new IllegalArgumentException("all below \"" + start.prefix() + "\" is left out: " + reason);
            });
        }
        return start;
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof IOException cause) {
                throw new UncheckedIOException(cause);
            }
            throw e;
        }
    }
}
