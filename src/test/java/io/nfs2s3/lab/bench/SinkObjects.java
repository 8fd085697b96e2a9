package io.nfs2s3.lab.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the sink remembers of the objects whose bytes it swallowed. Thread-safe. */
final class SinkObjects {
    /** The largest body that is kept, in bytes: nfs2s3 reads its marker again. */
    static final int SMALL = 512;

    /**
     * One object.
     *
     * @param checksum the CRC32C that came with it, as the header has it
     * @param small its bytes, if there are few
     */
    @SuppressWarnings("ArrayRecordComponent") // two of them are never compared
    record Stored(long size, String etag, @Nullable String checksum, byte[] small) {}

    private final ConcurrentNavigableMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final Map<String, Map<Integer, Long>> uploads = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /** An ETag that nobody takes for an MD5. */
    String etag() {
        return "\"sink-" + numbers.incrementAndGet() + "\"";
    }

    /**
     * @param onlyIfFree whether it must not replace an object
     * @return the object; empty when the key is taken
     */
    Optional<Stored> put(String name, long size, @Nullable String checksum, byte[] small, boolean onlyIfFree) {
        Stored stored = new Stored(size, etag(), checksum, small);
        if (!onlyIfFree) {
            objects.put(name, stored);
            return Optional.of(stored);
        }
        return objects.putIfAbsent(name, stored) == null ? Optional.of(stored) : Optional.empty();
    }

    Optional<Stored> find(String name) {
        return Optional.ofNullable(objects.get(name));
    }

    void remove(String name) {
        objects.remove(name);
    }

    /** Begins a multipart upload. @return its id */
    String begin() {
        String id = "upload-" + numbers.incrementAndGet();
        uploads.put(id, new ConcurrentHashMap<>());
        return id;
    }

    /** @return false when there is no such upload */
    boolean part(String uploadId, int number, long size) {
        Map<Integer, Long> parts = uploads.get(uploadId);
        if (parts == null) {
            return false;
        }
        parts.put(number, size);
        return true;
    }

    /** The sizes of the parts of an upload, together; empty when there is no such upload. */
    Optional<Long> size(String uploadId) {
        return Optional.ofNullable(uploads.get(uploadId))
                .map(parts -> parts.values().stream().mapToLong(Long::longValue).sum());
    }

    /** Ends an upload, whether or not it became an object. */
    void forget(String uploadId) {
        uploads.remove(uploadId);
    }

    /** In the order of their names: those that begin with {@code prefix} and come after {@code after}. */
    List<Map.Entry<String, Stored>> list(String prefix, String after, int limit) {
        boolean inside = after.compareTo(prefix) >= 0;
        return objects.tailMap(inside ? after : prefix, !inside).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .limit(limit)
                .toList();
    }
}
