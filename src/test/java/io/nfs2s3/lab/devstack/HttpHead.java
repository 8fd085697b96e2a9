package io.nfs2s3.lab.devstack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What comes before the body of an HTTP/1.1 message.
 *
 * @param text as it came, a character for a byte, to be sent on unchanged, for a signature covers it
 * @param words of the first line
 * @param headers by their names in lower case
 */
record HttpHead(String text, List<String> words, Map<String, String> headers) {
    private static final int LONGEST = 64 * 1024;
    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    /** The next head of a connection; empty when the other side has closed it. */
    static Optional<HttpHead> read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < END.length) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            bytes.write(next);
            matched = next == END[matched] ? matched + 1 : next == END[0] ? 1 : 0;
            if (bytes.size() > LONGEST) {
                throw new IOException("the head of a message has no end");
            }
        }
        return Optional.of(parse(bytes.toString(StandardCharsets.ISO_8859_1)));
    }

    private static HttpHead parse(String text) {
        List<String> lines = text.lines().toList();
        Map<String, String> headers = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return new HttpHead(text, List.of(lines.get(0).split(" ", 3)), headers);
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The bytes, with another value of a header; unchanged where it is not there. */
    byte[] with(String header, String value) {
        return text.replaceAll(
                        "(?im)^(" + Pattern.quote(header) + "): *[^\\r\\n]*", "$1: " + Matcher.quoteReplacement(value))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The bytes without a header. */
    byte[] without(String header) {
        return text.replaceAll("(?im)^" + Pattern.quote(header) + ":[^\\n]*\\n", "")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The bytes, with each part of a header's name beginning with a capital. */
    byte[] capitalized() {
        return Pattern.compile("(?m)^[^ :]+(?=:)")
                .matcher(text)
                .replaceAll(name -> Pattern.compile("(?:^|-)[a-z]")
                        .matcher(name.group().toLowerCase(Locale.ROOT))
                        .replaceAll(letter -> letter.group().toUpperCase(Locale.ROOT)))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    String method() {
        return words.get(0);
    }

    String target() {
        return words.get(1);
    }

    /** Of an answer. */
    int status() {
        return Integer.parseInt(words.get(1));
    }

    /** Empty when it is not there. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    boolean isChunked() {
        return header("transfer-encoding").equalsIgnoreCase("chunked");
    }

    /** 0 when there is no such header. */
    long contentLength() {
        String length = header("content-length");
        return length.isEmpty() ? 0 : Long.parseLong(length);
    }

    /** Whether the client sends its body only when it is told to. */
    boolean awaitsContinue() {
        return header("expect").equalsIgnoreCase("100-continue");
    }

    boolean isLast() {
        return header("connection").equalsIgnoreCase("close");
    }
}
