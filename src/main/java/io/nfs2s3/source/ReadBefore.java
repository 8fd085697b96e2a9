package io.nfs2s3.source;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Tells a file that this user may not read from a mount of which it may read nothing any more, as when its export begins to
 * squash root: by files that it could read before, the last ones, and the last one of each of a few directories. Asking
 * may hang with the mount, so it is done on reader threads only. Thread-safe.
 */
final class ReadBefore {
    /** What they say of a file that is refused. */
    enum Verdict {
        /** One of them can still be read. */
        THIS_FILE,
        /** They are refused too, all that are still there. */
        ALL_FILES,
        /** There are too few. */
        UNKNOWN
    }

    /** Reads a byte of a file. */
    @FunctionalInterface
    interface Look {
        void read(Path realRoot, MediaPath path) throws IOException;
    }

    private static final int LAST = 8;
    private static final int DIRECTORIES = 16;

    /** For so long they speak for all others while none of them can be read. */
    static final Duration BELIEVED = Duration.ofMinutes(10);

    /** One or two may have been shut on purpose. */
    private static final int FEWEST = 3;

    private final Set<MediaPath> last = new LinkedHashSet<>();

    private final Map<String, MediaPath> ofDirectory = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, MediaPath> eldest) {
            return size() > DIRECTORIES;
        }
    };
    private final Look look;
    private final LongSupplier nanos;
    private volatile boolean refused;
    private volatile long refusedSince;

    ReadBefore() {
        this(ReadBefore::read, System::nanoTime);
    }

    /** @param nanos a clock such as {@link System#nanoTime()} */
    ReadBefore(Look look, LongSupplier nanos) {
        this.look = look;
        this.nanos = nanos;
    }

    /** A file was read. */
    void add(MediaPath path) {
        String directory = WritableSource.parent(path.value());
        synchronized (this) {
            last.remove(path); // so that it is the youngest
            last.add(path);
            if (last.size() > LAST) {
                last.remove(last.iterator().next());
            }
            ofDirectory.remove(directory);
            ofDirectory.put(directory, path);
        }
        refused = false;
    }

    /** Whether all were refused when they were asked last, and none was read since. */
    boolean isRefused() {
        return refused;
    }

    /** Reads a byte of each until one can be read. */
    Verdict ask(Path realRoot) {
        int forbidden = 0;
        for (MediaPath path : all()) {
            try {
                look.read(realRoot, path);
                refused = false;
                return Verdict.THIS_FILE;
            } catch (IOException e) {
                forbidden +=
                        SourceErrors.isForbidden(e) ? 1 : 0; // another error says nothing: it may be retired by now
            } catch (MigrationException e) {
                // something else has its name now
            }
        }
        return forbidden >= FEWEST ? allRefused() : unknown();
    }

    private Verdict allRefused() {
        if (!refused) {
            refusedSince = nanos.getAsLong();
        }
        refused = true;
        return nanos.getAsLong() - refusedSince < BELIEVED.toNanos() ? Verdict.ALL_FILES : forget();
    }

    /** There may be others that can be read, and who waits until these can would never find out. */
    private Verdict forget() {
        synchronized (this) {
            last.clear();
            ofDirectory.clear();
        }
        return unknown();
    }

    private Verdict unknown() {
        refused = false;
        return Verdict.UNKNOWN;
    }

    private synchronized Set<MediaPath> all() {
        Set<MediaPath> all = new LinkedHashSet<>(ofDirectory.values());
        all.addAll(last);
        return all;
    }

    private static void read(Path realRoot, MediaPath path) throws IOException {
        try (Descent there = Descent.to(realRoot, path.value(), name -> Optional.empty());
                FileChannel channel = there.openFile().channel()) {
            channel.read(ByteBuffer.allocate(1));
        }
    }
}
