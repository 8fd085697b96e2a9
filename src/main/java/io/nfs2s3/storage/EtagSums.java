package io.nfs2s3.storage;

import io.nfs2s3.media.Digests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ETags that a store which makes them of MD5s would give to bytes that come by piece by piece: their MD5, or that of the
 * MD5s of parts, for each common size of parts that fits. One of them that is the ETag of an object proves its bytes; none of
 * them proves nothing, for an ETag need not be an MD5. For one thread.
 */
public final class EtagSums {
    private static final Pattern WHOLE = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern IN_PARTS = Pattern.compile("[0-9a-f]{32}-([1-9][0-9]{0,4})");
    private static final long MIB = 1024 * 1024;

    /** What the tools use that put objects in parts, in MiB: 8 of aws s3 and the SDKs, 5 of rclone, 15 of s3cmd, ... */
    private static final long[] COMMON = {5, 8, 10, 15, 16, 20, 25, 32, 50, 64, 100, 128, 256, 512, 1024};

    private final @Nullable MessageDigest whole;
    private final List<Parts> parts;

    /**
     * @param etag of an object, as {@link ObjectAudit#plainEtag} gives it: only what may be it is summed up
     * @param size of the object and of the bytes
     * @param always whether the MD5 of all bytes is wanted in any case
     */
    public EtagSums(@Nullable String etag, long size, boolean always) {
        this.whole = always || isWhole(etag) ? Digests.md5() : null;
        this.parts = partSizes(etag, size).stream().map(Parts::new).toList();
    }

    /** Whether an ETag may prove bytes at all: it looks like an MD5, and for one of parts a common size of them fits. */
    public static boolean mayProve(@Nullable String etag, long size) {
        return isWhole(etag) || !partSizes(etag, size).isEmpty();
    }

    private static boolean isWhole(@Nullable String etag) {
        return etag != null && WHOLE.matcher(etag).matches();
    }

    /** Also the smallest size of parts that fits, to the byte and in full MiB: some tools divide evenly. */
    private static Set<Long> partSizes(@Nullable String etag, long size) {
        Matcher inParts = IN_PARTS.matcher(etag == null ? "" : etag);
        if (size == 0 || !inParts.matches()) {
            return Set.of();
        }
        long count = Long.parseLong(inParts.group(1));
        long even = ceil(size, count);
        Set<Long> sizes = new LinkedHashSet<>();
        for (long mib : COMMON) {
            sizes.add(mib * MIB);
        }
        sizes.add(even);
        sizes.add(ceil(even, MIB) * MIB);
        sizes.removeIf(part -> ceil(size, part) != count);
        return sizes;
    }

    private static long ceil(long bytes, long unit) {
        return (bytes + unit - 1) / unit;
    }

    /** Takes the next bytes, whose position is left alone. */
    public void update(ByteBuffer piece) {
        if (whole != null) {
            whole.update(piece.duplicate());
        }
        parts.forEach(each -> each.update(piece.duplicate()));
    }

    /** Once, at the end. */
    public Set<String> etags() {
        Set<String> etags = new HashSet<>();
        if (whole != null) {
            etags.add(Md5.of(whole).etag());
        }
        parts.forEach(each -> etags.add(each.etag()));
        return etags;
    }

    /** The MD5s of parts of one size. */
    private static final class Parts {
        private final long size;
        private final List<Md5> done = new ArrayList<>();
        private final MessageDigest part = Digests.md5();
        private long left;

        Parts(long size) {
            this.size = size;
            this.left = size;
        }

        void update(ByteBuffer piece) {
            int end = piece.limit();
            while (piece.hasRemaining()) {
                piece.limit((int) Math.min(end, piece.position() + left));
                left -= piece.remaining();
                part.update(piece);
                piece.limit(end);
                if (left == 0) {
                    endPart();
                }
            }
        }

        private void endPart() {
            done.add(Md5.of(part));
            left = size;
        }

        String etag() {
            if (left < size) {
                endPart();
            }
            return Md5.etagOfParts(done);
        }
    }
}
