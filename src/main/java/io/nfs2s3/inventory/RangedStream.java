package io.nfs2s3.inventory;

import io.nfs2s3.storage.RangeReader.Range;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The bytes of an object, fetched range by range: one of them is in memory. For one thread. */
final class RangedStream extends InputStream {
    private static final int MOST = 4 * 1024 * 1024;

    /** Fetches a range of one object. */
    @FunctionalInterface
    interface Ranges {
        Range read(long from, int most, @Nullable String etag);
    }

    private final Ranges ranges;
    private Range range;
    private long next;

    /** Fetches the first range at once. */
    RangedStream(Ranges ranges) {
        this.ranges = ranges;
        this.range = fetch(null);
    }

    private Range fetch(@Nullable String etag) {
        Range fetched = ranges.read(next, MOST, etag);
        next += fetched.bytes().remaining();
        return fetched;
    }

    private boolean hasMore() {
        if (!range.bytes().hasRemaining() && next < range.size()) {
            range = fetch(range.etag());
        }
        return range.bytes().hasRemaining();
    }

    @Override
    public int read() {
        return hasMore() ? range.bytes().get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, range.bytes().remaining());
        range.bytes().get(into, offset, count);
        return count;
    }

    /** Not 0 before the end: by that {@link java.util.zip.GZIPInputStream} knows whether another member follows. */
    @Override
    public int available() {
        int here = range.bytes().remaining();
        return here == 0 && next < range.size() ? 1 : here;
    }
}
