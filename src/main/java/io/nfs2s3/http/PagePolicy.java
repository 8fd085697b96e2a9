package io.nfs2s3.http;

import io.nfs2s3.media.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content security policy of a page that carries its own style and script: these two by their hashes, requests to
 * its own server, and nothing else.
 */
final class PagePolicy {
    private PagePolicy() {}

    /** The value of the header {@code Content-Security-Policy}. */
    static String of(String page) {
        return "default-src 'none'; style-src " + hash(page, "style") + "; script-src " + hash(page, "script")
                + "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static String hash(String page, String element) {
        Matcher matcher = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(page);
        if (!matcher.find()) {
            throw new IllegalStateException("the page has no <" + element + ">");
        }
        byte[] digest = Digests.sha256().digest(matcher.group(1).getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }
}
