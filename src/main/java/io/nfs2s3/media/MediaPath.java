package io.nfs2s3.media;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A file's name: its path below the source root, {@code /}-separated and relative.
 *
 * <p>A media path has 1 to {@value #MAX_BYTES} bytes of UTF-8, does not begin or end with {@code /}, has no empty,
 * {@code .} or {@code ..} segment and no NUL. Any other character is legal, line breaks included.
 *
 * @param value the path as it is stored in the database and in messages
 */
public record MediaPath(String value) implements Comparable<MediaPath> {
    /** The longest path, in bytes of UTF-8: the longest key that S3 takes. */
    public static final int MAX_BYTES = 1_024;

    /** @throws InvalidMediaPathException when the value is not a media path; the message says why */
    public MediaPath {
        if (value.isEmpty()) {
            throw new InvalidMediaPathException(value, "it is empty");
        }
        if (value.indexOf('\0') >= 0) {
            throw new InvalidMediaPathException(value, "it has a NUL character");
        }
        if (value.startsWith("/")) {
            throw new InvalidMediaPathException(value, "it is absolute; give the path below the source root");
        }
        if (utf8Length(value) > MAX_BYTES) {
            throw new InvalidMediaPathException(value, "it has more than " + MAX_BYTES + " bytes of UTF-8");
        }
        checkSegments(value);
    }

    /**
     * Whether a path of any length stays below where it begins.
     *
     * @throws InvalidMediaPathException when it has an empty segment, {@code .} or {@code ..}
     */
    public static void checkSegments(String value) {
        for (int start = 0, end; start <= value.length(); start = end + 1) {
            end = value.indexOf('/', start);
            end = end < 0 ? value.length() : end;
            checkSegment(value, start, end);
        }
    }

    private static void checkSegment(String value, int start, int end) {
        if (start == end) {
            throw new InvalidMediaPathException(value, "it has an empty segment (\"//\", or \"/\" at its end)");
        }
        int length = end - start;
        if (length <= 2 && value.charAt(start) == '.' && value.charAt(end - 1) == '.') {
            throw new InvalidMediaPathException(value, "it has a \"" + value.substring(start, end) + "\" segment");
        }
    }

    /** Same as the constructor; reads better in code. */
    public static MediaPath of(String value) {
        return new MediaPath(value);
    }

    /** The last segment. */
    public String fileName() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    private static int utf8Length(String value) {
        if (isAscii(value)) {
            return value.length(); // nearly every path, and an encoder costs more than all the rest of the check
        }
        try {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(value))
                    .remaining();
        } catch (CharacterCodingException e) {
            throw new InvalidMediaPathException(value, "it has half of a surrogate pair, which UTF-8 cannot hold");
        }
    }

    private static boolean isAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(MediaPath other) {
        return value.compareTo(other.value);
    }

    /** For people: in one line, as {@link Printable} shows it. */
    @Override
    public String toString() {
        return Printable.line(value);
    }
}
