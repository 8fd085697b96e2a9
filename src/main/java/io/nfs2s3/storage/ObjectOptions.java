package io.nfs2s3.storage;

import io.nfs2s3.media.Printable;
import io.nfs2s3.media.Problems;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How the objects of a kind are stored, beside their bytes. What is empty is left to the bucket, or to the section {@code s3}.
 * Immutable.
 *
 * @param storageClass one whose objects can be read at once
 * @param tags values by names, ten at most
 * @param kmsKey the ARN, the id or the alias of the key that encrypts them
 * @param cacheControl the header; empty for {@code s3.cacheControl}
 * @param contentDisposition the header; what a browser would run is an attachment all the same
 */
public record ObjectOptions(
        String storageClass, Map<String, String> tags, String kmsKey, String cacheControl, String contentDisposition) {
    /** Nothing of its own. */
    public static final ObjectOptions NONE = new ObjectOptions("", Map.of(), "", "", "");

    /** S3's limits. nfs2s3 itself sets no tag. */
    private static final int MOST_TAGS = 10;

    private static final String TAG_NAME = "[\\p{L}\\p{N} +=._:/@-]{1,128}";
    private static final String TAG_VALUE = "[\\p{L}\\p{N} +=._:/@-]{0,256}";

    /** S3 takes 8 KiB of headers in all; a path may take 2 of them. */
    private static final int MOST_TAG_BYTES = 4_096;

    private static final int MOST_HEADER = 1_024;

    /** @throws IllegalArgumentException with one line for each mistake, which begins with the name of the component */
    public ObjectOptions {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        Problems wrong = new Problems()
                .addIf(
                        !storageClass.matches("[A-Za-z0-9_.-]{0,64}"),
                        shown("storageClass", storageClass)
                                + " must be a word of letters, digits and \"_\", such as STANDARD_IA")
                .addIf(
                        ObjectHeaders.isArchive(storageClass),
                        shown("storageClass", storageClass)
                                + ": its objects must be restored before anybody can read them; take GLACIER_IR")
                .addIf(
                        !kmsKey.matches("[A-Za-z0-9:/_-]{0,2048}"),
                        shown("kmsKey", kmsKey) + " must be the ARN, the id or the alias of a KMS key")
                .addIf(!isHeader(cacheControl), shown("cacheControl", cacheControl) + notAHeader())
                .addIf(!isHeader(contentDisposition), shown("contentDisposition", contentDisposition) + notAHeader())
                .addIf(
                        isHeader(contentDisposition) && !contentDisposition.matches("|(inline|attachment)( *;.*)?"),
                        shown("contentDisposition", contentDisposition)
                                + " must be inline or attachment, with or without parameters")
                .addIf(tags.size() > MOST_TAGS, "tags: there are " + tags.size() + ", and " + MOST_TAGS + " at most");
        boolean known = true;
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            boolean ofAws = tag.getKey().toLowerCase(Locale.ROOT).startsWith("aws:");
            boolean right = tag.getKey().matches(TAG_NAME) && tag.getValue().matches(TAG_VALUE);
            known &= right;
            wrong.addIf(ofAws, "tags: \"" + Printable.line(tag.getKey()) + "\" begins with aws:, which is AWS's own")
                    .addIf(
                            !right,
                            "tags: \"" + Printable.line(tag.getKey()) + "\" = \"" + Printable.line(tag.getValue())
                                    + "\": a name has 1 to 128, a value up to 256 letters, digits, blanks and + - = . _ :"
                                    + " / @");
        }
        int bytes = header(tags).length();
        wrong.addIf(
                        known && tags.size() <= MOST_TAGS && bytes > MOST_TAG_BYTES,
                        "tags: they take " + bytes + " bytes as a header, and " + MOST_TAG_BYTES + " at most")
                .throwIfAny();
    }

    /** Whether a value may stand in a header: printable ASCII, or nothing. */
    static boolean isHeader(String value) {
        return value.matches("[ -~]{0," + MOST_HEADER + "}");
    }

    /** What is said of one that may not. */
    static String notAHeader() {
        return " must be up to " + MOST_HEADER + " printable characters of ASCII";
    }

    private static String shown(String name, String value) {
        return name + " = \"" + Printable.line(value) + "\"";
    }

    /** All tags as the value of a header, in the order of their names; empty for none. */
    String tagging() {
        return header(tags);
    }

    private static String header(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> encoded(tag.getKey()) + "=" + encoded(tag.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
