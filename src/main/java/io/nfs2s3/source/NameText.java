package io.nfs2s3.source;

import io.nfs2s3.media.Printable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * File names as text, and the other way round where they are none.
 *
 * <p>A printable name has {@code \xNN} for each byte that is no UTF-8 and for what {@link Printable} shows so, and
 * {@code \\} for a backslash: {@code printf %b} makes the bytes of it again.
 */
public final class NameText {
    private static final char REPLACEMENT = '\uFFFD';
    private static final boolean NAMES_ARE_UTF_8 = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
    private static final int HEX = 16;

    private NameText() {}

    /** A name that is text, printable. */
    public static String printable(String name) {
        StringBuilder shown = new StringBuilder(name.length());
        append(shown, name);
        return shown.toString();
    }

    /** Bytes that should be text, printable. */
    public static String printable(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        StringBuilder shown = new StringBuilder(bytes.length);
        CoderResult result;
        do {
            result = decoder.reset().decode(in, out, true);
            append(shown, out.flip());
            out.clear();
            for (int i = 0; result.isError() && i < result.length(); i++) {
                Printable.appendByte(shown, in.get());
            }
        } while (result.isError());
        return shown.toString();
    }

    /**
     * Whether the text of a name says all of it.
     *
     * @param text what {@code toString} gave, with U+FFFD for what is no text
     */
    static boolean isText(Path name, String text) {
        if (!NAMES_ARE_UTF_8) {
            return text.chars().allMatch(c -> c < 128);
        }
        return text.indexOf(REPLACEMENT) < 0 || name.equals(name.getFileSystem().getPath(text));
    }

    /** What to do about a name that is no text. */
    static String flaw() {
        return NAMES_ARE_UTF_8
                ? "its name is not UTF-8: rename it (printf %b shows the bytes), and correct what names it"
                : "this system cannot name it: run in a UTF-8 locale, such as LC_ALL=C.UTF-8";
    }

    /**
     * The bytes of a name, for {@code toString} does not have them.
     *
     * @param name a single segment
     */
    static byte[] bytes(Path name) {
        String uri = name.toUri().getRawPath();
        // a directory of that name beside the process has a slash at its end
        int end = uri.endsWith("/") ? uri.length() - 1 : uri.length();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = uri.lastIndexOf('/', end - 1) + 1; i < end; i++) {
            if (uri.charAt(i) == '%') {
                bytes.write(Integer.parseInt(uri, i + 1, i + 3, HEX));
                i += 2;
            } else {
                bytes.write(uri.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    private static void append(StringBuilder shown, CharSequence text) {
        text.codePoints().forEach(c -> {
            if (c == '\\') {
                shown.append("\\\\");
            } else if (c == '\t') {
                Printable.appendByte(shown, (byte) c);
            } else {
                Printable.append(shown, c);
            }
        });
    }
}
