package io.nfs2s3.source;

import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.NameRules;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One walk through a tree, depth first, chunk by chunk. For one reader thread; only {@link #abandon} is for others too.
 *
 * <p>Open at a time is one directory for each segment of a path, so at most half as many as a path has bytes.
 */
final class DirectoryWalk {
    private static final int CHUNK = 1_000;
    /** A chunk ends after this share of a call's deadline, so that many slow answers are not taken for one that hangs. */
    private static final int SHARE = 4;

    private static final String NOTHING_BELOW = "; nothing below it was scanned";

    /** @param last whether the walk is at its end */
    record Chunk(List<ScanEntry> found, boolean last) {}

    private final Path root;
    private final ScanStart start;
    private final boolean statAll;
    private final NameRules rules;
    private final MountGuard guard;
    private final EntryClassifier classifier;
    private final long chunkNanos;
    private final Deque<OpenDirectory> open = new ArrayDeque<>();
    private List<ScanEntry> found = new ArrayList<>();
    private boolean begun;
    private volatile boolean abandoned;

    DirectoryWalk(SourceSettings source, ScanStart start, boolean statAll, NameRules rules, MountGuard guard) {
        this.root = source.root();
        this.start = start;
        this.statAll = statAll;
        this.rules = rules;
        this.guard = guard;
        this.classifier = new EntryClassifier(root, rules, guard);
        this.chunkNanos = source.readTimeout().dividedBy(SHARE).toNanos();
    }

    /** The next names. @throws MigrationException with {@code SOURCE_DOWN} when the mount is down, or hangs */
    Chunk next(ReaderPool.Watch watch) throws IOException {
        try {
            return watch.timed(this::fill);
        } finally {
            if (abandoned) {
                close();
            }
        }
    }

    /** Has everything closed by a call that hangs now, when it comes back. Whoever calls this calls {@link #close} too. */
    void abandon() {
        abandoned = true;
    }

    /** Closes what is open; again is harmless. */
    void close() throws IOException {
        for (OpenDirectory directory = open.poll(); directory != null; directory = open.poll()) {
            directory.close();
        }
    }

    private Chunk fill() throws IOException {
        long end = System.nanoTime() + chunkNanos;
        found = new ArrayList<>(CHUNK);
        if (!begun) {
            begin();
        }
        while (!open.isEmpty() && found.size() < CHUNK && System.nanoTime() < end) {
            step(open.element());
        }
        if (open.isEmpty()) {
            guard.check(); // what was listed of a mount that went away meanwhile is not all
        }
        return new Chunk(found, open.isEmpty());
    }

    private void begin() throws IOException {
        begun = true;
        guard.check();
        Path realRoot = root.toRealPath();
        try {
            Path first = realRoot.resolve(start.directory()).toRealPath();
            open.push(OpenDirectory.first(
                    Descent.directory(realRoot, start.directory(), rules::reason),
                    first,
                    start.prefix(),
                    start.nameStart(),
                    statAll));
        } catch (MigrationException e) {
            found.add(new ScanEntry.Bad(start.shown(), String.valueOf(e.getMessage()) + NOTHING_BELOW));
        } catch (NoSuchFileException | NotDirectoryException e) {
            guard.check();
            found.add(ScanEntry.Bad.missingStart(start.shown()));
        } catch (IOException e) {
            unreadable(start.shown(), e);
        }
    }

    private void step(OpenDirectory directory) {
        Path name;
        try {
            if (!directory.hasNext()) {
                finish(directory);
                return;
            }
            name = directory.next();
        } catch (DirectoryIteratorException e) {
            open.pop();
            closeQuietly(directory);
            unreadable(shown(directory), Objects.requireNonNull(e.getCause()));
            return;
        }
        String text = name.toString();
        boolean look = directory.looksAt(text);
        if (directory.takes(text) && (look || directory.tells())) {
            ScanEntry byName = classifier.byName(directory.prefix(), name, text);
            if (look) {
                look(directory, name, byName);
            } else {
                found.add(byName);
            }
        }
    }

    private void look(OpenDirectory directory, Path name, ScanEntry byName) {
        Path file = directory.file(name);
        try {
            Optional<BasicFileAttributes> attributes = classifier.look(directory, name);
            if (attributes.isEmpty()) {
                return;
            }
            if (attributes.get().isDirectory()) {
                directory.countSubdirectory();
                enter(directory, name, byName);
            } else if (directory.tells()) {
                found.add(
                        byName instanceof ScanEntry.File legal
                                ? classifier.inspected(legal, file, attributes.get())
                                : byName);
            }
        } catch (IOException e) {
            if (directory.tells()) {
                found.add(
                        byName instanceof ScanEntry.File legal
                                ? classifier.unreadable(NameText.printable(legal.path()), e)
                                : byName);
            }
        }
    }

    private void enter(OpenDirectory parent, Path name, ScanEntry byName) {
        if (byName instanceof ScanEntry.File legal) {
            try {
                open.push(parent.open(name, statAll));
            } catch (NoSuchFileException | NotDirectoryException e) {
                guard.check(); // removed meanwhile, unless it went with the mount
            } catch (IOException e) {
                unreadable(NameText.printable(legal.path()), e);
            }
        } else if (parent.tells()) {
            found.add(
                    byName instanceof ScanEntry.Bad bad
                            ? new ScanEntry.Bad(bad.name(), bad.reason() + NOTHING_BELOW)
                            : byName);
        }
    }

    private void finish(OpenDirectory directory) {
        open.pop();
        try {
            if (directory.again()) {
                open.push(directory);
                return;
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            guard.check();
        } catch (IOException e) {
            unreadable(shown(directory), e);
        }
        closeQuietly(directory);
    }

    private String shown(OpenDirectory directory) {
        String prefix = directory.prefix();
        return prefix.isEmpty() ? start.shown() : NameText.printable(prefix.substring(0, prefix.length() - 1));
    }

    private void unreadable(String shown, IOException error) {
        ScanEntry.Bad bad = classifier.unreadable(shown, error);
        found.add(new ScanEntry.Bad(bad.name(), bad.reason() + "; not all below it was scanned"));
    }

    private static void closeQuietly(OpenDirectory directory) {
        try {
            directory.close();
        } catch (IOException e) {
            // it was only read
        }
    }
}
