package io.nfs2s3.origin;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One range of bytes, as a client asks for it (RFC 9110, 14.1.2). Not by Jetty's {@code ByteRange}, which needs the length
 * of the file: S3 is asked for the range before it is known.
 *
 * @param first -1 for a suffix
 * @param last of a suffix its length; {@link Long#MAX_VALUE} for all that follows
 */
record RangeHeader(long first, long last) {
    private static final Pattern ONE = Pattern.compile("bytes=\\s*(\\d*)-(\\d*)\\s*", Pattern.CASE_INSENSITIVE);

    /** Bytes that are there, both ends included. */
    record Slice(long first, long last) {
        long length() {
            return last - first + 1;
        }

        String contentRange(long size) {
            return "bytes " + first + "-" + last + "/" + size;
        }
    }

    /**
     * Reads a header.
     *
     * @return empty when it is to be ignored: there is none, it is not understood, or it asks for more than one range,
     *     which a server may answer with the whole
     */
    static Optional<RangeHeader> parse(@Nullable String header) {
        Matcher matcher = ONE.matcher(header == null ? "" : header);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? Optional.empty() : Optional.of(new RangeHeader(-1, number(last)));
        }
        RangeHeader range = new RangeHeader(number(first), last.isEmpty() ? Long.MAX_VALUE : number(last));
        return range.first > range.last ? Optional.empty() : Optional.of(range);
    }

    /** What is too large for a long is longer than any file: it is all the same. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** What there is of it in a file; empty when there is nothing (416). */
    Optional<Slice> of(long size) {
        long from = first < 0 ? Math.max(0, size - last) : first;
        long to = first < 0 ? size - 1 : Math.min(last, size - 1);
        return from > to ? Optional.empty() : Optional.of(new Slice(from, to));
    }

    /** As it goes to the store. */
    String header() {
        return first < 0 ? "bytes=-" + last : "bytes=" + first + "-" + (last == Long.MAX_VALUE ? "" : last);
    }
}
