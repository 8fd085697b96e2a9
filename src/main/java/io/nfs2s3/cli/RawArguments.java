package io.nfs2s3.cli;

import io.nfs2s3.source.NameText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments as their bytes say, which are UTF-8. Java reads them by the locale: what is no character there becomes
 * U+FFFD or another letter without a word, and a path would be another path. Linux keeps the bytes.
 */
final class RawArguments {
    private static final char REPLACEMENT = '\uFFFD';

    private RawArguments() {}

    /**
     * The arguments of this process.
     *
     * @param decoded as Java gives them
     * @throws IllegalArgumentException when one is not UTF-8; names it
     */
    static String[] of(String[] decoded) {
        return of(decoded, Path.of("/proc/self/cmdline"));
    }

    /** @param commandLine the words of the command line, each ended by NUL, the arguments last; may be missing */
    static String[] of(String[] decoded, Path commandLine) {
        if (Arrays.stream(decoded).allMatch(RawArguments::isAscii)) {
            return decoded;
        }
        List<byte[]> words = words(commandLine);
        List<byte[]> last = words.subList(Math.max(0, words.size() - decoded.length), words.size());
        if (!fits(decoded, last)) {
            return trusted(decoded);
        }
        String[] read = new String[decoded.length];
        for (int i = 0; i < read.length; i++) {
            read[i] = utf8(last.get(i));
        }
        return read;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private static List<byte[]> words(Path commandLine) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(commandLine);
        } catch (IOException e) {
            return List.of(); // no Linux
        }
        List<byte[]> words = new ArrayList<>();
        int start = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == 0) {
                words.add(Arrays.copyOfRange(bytes, start, end));
                start = end + 1;
            }
        }
        return words;
    }

    /** Whether these are the same arguments, as far as every locale agrees. */
    private static boolean fits(String[] decoded, List<byte[]> words) {
        if (words.size() != decoded.length) {
            return false;
        }
        for (int i = 0; i < decoded.length; i++) {
            if (isAscii(decoded[i]) && !decoded[i].equals(new String(words.get(i), StandardCharsets.ISO_8859_1))) {
                return false;
            }
        }
        return true;
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "the argument \"" + NameText.printable(bytes) + "\" is not UTF-8: give the path in UTF-8", e);
        }
    }

    /** Where nobody knows the bytes. */
    private static String[] trusted(String[] decoded) {
        for (String argument : decoded) {
            if (argument.indexOf(REPLACEMENT) >= 0) {
                throw new IllegalArgumentException(
                        "the argument \"" + argument + "\" is not UTF-8, or the locale is not: set LC_ALL=C.UTF-8");
            }
        }
        return decoded;
    }
}
