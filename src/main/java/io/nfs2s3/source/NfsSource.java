package io.nfs2s3.source;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.NameRules;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The NFS mount: reads files below the source root whose names are not left out, and nothing else.
 *
 * <p>Thread-safe. Every future completes, also when the mount hangs; errors are {@link MigrationException}s, classed. While a read of
 * a file hangs another of it fails at once.
 */
public final class NfsSource implements AutoCloseable {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);
    private static final long ROOT_NANOS = Duration.ofSeconds(1).toNanos();

    private record RealRoot(Path path, long at) {}

    private final SourceSettings settings;
    private final NameRules rules;
    private final ReaderPool readers;
    private final ReaderPool probe;
    private final MountGuard guard;
    private final ReadBefore readBefore = new ReadBefore();
    private volatile @Nullable RealRoot realRoot;

    /** Touches nothing yet. */
    public NfsSource(SourceSettings settings, NameRules rules) {
        this.settings = settings;
        this.rules = rules;
        this.readers = new ReaderPool(
                "nfs2s3-reader-", settings.readers(), settings.readTimeout(), settings.hungReadersLimit());
        this.probe = new ReaderPool("nfs2s3-probe-", 1, PROBE_TIMEOUT, 1);
        this.guard = new MountGuard(settings);
    }

    /**
     * Opens a file on a reader thread, has it read there, and closes it.
     *
     * @param reader runs on the reader thread and may block; what it returns completes the future
     */
    public <T> CompletableFuture<T> read(MediaPath path, Function<SourceFile, T> reader) {
        return readers.submit(path, watch -> {
            SourceFile file = opened(path, watch, root -> SourceFile.open(root, path, rules, watch));
            try {
                T result = reader.apply(file);
                readBefore.add(path);
                return result;
            } catch (RuntimeException e) {
                throw FutureErrors.cause(e) instanceof MigrationException classed ? ofFileOrMount(classed, watch) : e;
            } finally {
                file.close();
            }
        });
    }

    /**
     * Opens a file for one who reads it piece by piece, in any order, and reads its beginning.
     *
     * @param ahead bytes to read at once; a file that has no more is closed already
     */
    public CompletableFuture<OpenFile> open(MediaPath path, int ahead) {
        return readers.submit(
                path,
                watch -> {
                    OpenFile file =
                            opened(path, watch, root -> OpenFile.open(root, path, rules, ahead, watch, readers));
                    readBefore.add(path);
                    return file;
                },
                OpenFile::close);
    }

    /** Whether something else than a file has the name, or is what a link of it leads to; false also for what is not there. */
    public CompletableFuture<Boolean> isNoFile(MediaPath path) {
        return readers.submit(path, watch -> {
            try {
                Path file = realRoot(watch).resolve(path.value());
                return !watch.timed(() -> Files.readAttributes(file, BasicFileAttributes.class))
                        .isRegularFile();
            } catch (IOException | InvalidPathException e) {
                return false;
            }
        });
    }

    /** Takes originals away, and brings them back. */
    public OriginalTrash trash() {
        return new OriginalTrash(writable());
    }

    /** Writes originals anew. */
    public OriginalWriter writer() {
        return new OriginalWriter(writable());
    }

    private WritableSource writable() {
        return new WritableSource(readers, this::realRootOrDown, this::missing, guard::find);
    }

    /**
     * Completes with true when the mount is there, and fails with {@code SOURCE_DOWN} when it is not, hangs, or gives this user
     * nothing any more. Looked at by a thread of its own: readers that are all busy do not mean that the mount is down.
     */
    public CompletableFuture<Boolean> check() {
        return probe.submit(watch -> watch.timed(() -> {
            guard.check();
            if (readBefore.isRefused()
                    && readBefore.ask(settings.root().toRealPath()) == ReadBefore.Verdict.ALL_FILES) {
                throw nothingCanBeRead();
            }
            return true;
        }));
    }

    /**
     * From now on calls of readers to the mount find themselves how many of them may be under way at once.
     *
     * @param most there may be
     * @param clock nanoseconds since 1970, which never goes back
     */
    public void limitCalls(int most, LongSupplier clock) {
        readers.limitCalls(new CallGate(most, clock));
    }

    /** How many calls there may be at once now; 0 while nothing limits them. */
    public int callLimit() {
        return readers.callLimit();
    }

    /** The setting {@code source.readers}: files that can be read at once, if no more {@link #readers} are wanted. */
    public int leastReaders() {
        return settings.readers();
    }

    /** Has readers for so many files at once, beside those that may hang; never fewer than the settings say. */
    public void readers(int files) {
        readers.threads(Math.max(settings.readers(), files + settings.hungReadersLimit()));
    }

    /**
     * The same, and fails also while so many reads hang that no other is begun: what fails then says nothing of its file.
     */
    public CompletableFuture<Boolean> checkReads() {
        return check().thenApply(there -> {
            readers.requireFree();
            return there;
        });
    }

    /** Threads that hang in the file system now. */
    public int hungReaders() {
        return readers.hung();
    }

    /** A way to open a file below the root. */
    @FunctionalInterface
    private interface Opening<T> {
        T below(Path realRoot) throws IOException;
    }

    private <T> T opened(MediaPath path, ReaderPool.Watch watch, Opening<T> opening) {
        rules.reason(path.value()).ifPresent(reason -> {
            throw new MigrationException(FailureCode.SOURCE_SKIPPED, "its name is left out: " + reason);
        });
        try {
            return openedOnce(path, watch, opening);
        } catch (MigrationException e) {
            if (e.code() != FailureCode.SOURCE_MISSING && e.code() != FailureCode.SOURCE_CHANGED) {
                throw e;
            }
            return openedOnce(path, watch, opening); // it may be there, or the mount back with what a link leads to
        }
    }

    private <T> T openedOnce(MediaPath path, ReaderPool.Watch watch, Opening<T> opening) {
        try {
            try {
                return opening.below(realRootOrDown(watch));
            } catch (IOException e) {
                if (SourceErrors.isStale(e)) {
                    return opening.below(realRootOrDown(watch));
                }
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw missing(path, watch, e.getReason());
        } catch (NotDirectoryException e) {
            throw missing(path, watch, null);
        } catch (InvalidPathException e) {
            throw new MigrationException(
                    FailureCode.SOURCE_NAME,
                    "this system cannot name it (" + e.getReason() + "); run the daemon in a UTF-8 locale",
                    e);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Not a directory")) {
                throw missing(path, watch, null);
            }
            throw ofFileOrMount(SourceErrors.classify(path, e), watch);
        }
    }

    private Path realRootOrDown(ReaderPool.Watch watch) throws IOException {
        try {
            return realRoot(watch);
        } catch (NoSuchFileException e) {
            throw new MigrationException(
                    FailureCode.SOURCE_DOWN, "the source root " + settings.root() + " is not there; mount it", e);
        } catch (AccessDeniedException e) {
            throw new MigrationException(
                    FailureCode.SOURCE_DOWN, "this user may not enter a directory above " + settings.root(), e);
        }
    }

    /** Where the root is, links followed; looked up once a second, for it is the same for thousands of files. */
    private Path realRoot(ReaderPool.Watch watch) throws IOException {
        RealRoot known = realRoot;
        if (known == null || System.nanoTime() - known.at() > ROOT_NANOS) {
            known = new RealRoot(watch.timed(() -> settings.root().toRealPath()), System.nanoTime());
            realRoot = known;
        }
        return known.path();
    }

    /** A missing file on a missing mount is not a missing file: the mount itself must lack it, or have a link on its way. */
    private MigrationException missing(MediaPath path, ReaderPool.Watch watch, @Nullable String reason) {
        try {
            if (watch.timed(() -> guard.has(path.value()))) {
                return WritableSource.thereAgain();
            }
        } catch (IOException e) {
            return SourceErrors.classify(path, e);
        } catch (MigrationException e) {
            return e;
        }
        return new MigrationException(
                FailureCode.SOURCE_MISSING,
                Objects.requireNonNullElse(reason, "there is no such file below the source root"));
    }

    /** An error of one file, unless the mount has it with every file: then that is down. */
    private MigrationException ofFileOrMount(MigrationException error, ReaderPool.Watch watch) {
        boolean forbidden = error.code() == FailureCode.SOURCE_FORBIDDEN;
        if (!forbidden && error.code() != FailureCode.SOURCE_READ) {
            return error;
        }
        try {
            return watch.timed(() -> {
                guard.check();
                return forbidden ? refused(error) : error;
            });
        } catch (IOException e) {
            return error;
        } catch (MigrationException e) {
            return e;
        }
    }

    private MigrationException refused(MigrationException error) throws IOException {
        return switch (readBefore.ask(settings.root().toRealPath())) {
            case THIS_FILE -> error;
            case ALL_FILES -> nothingCanBeRead();
            case UNKNOWN ->
                new MigrationException(
                        FailureCode.SOURCE_REFUSES,
                        error.getMessage() + "; nothing tells yet whether it is so with all files",
                        error);
        };
    }

    private MigrationException nothingCanBeRead() {
        return new MigrationException(
                FailureCode.SOURCE_DOWN,
                "the daemon's user may not read any more what it could read before below " + settings.root()
                        + "; look at the export (root_squash), and at owner and mode of the files");
    }

    /** Takes no more reads; reads under way go on. */
    @Override
    public void close() {
        readers.close();
        probe.close();
    }
}
