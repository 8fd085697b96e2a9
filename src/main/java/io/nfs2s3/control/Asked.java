package io.nfs2s3.control;

import io.nfs2s3.media.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for an act, from where, and in which words.
 *
 * @param by the name that the operator gives, of 1 to {@value #LONGEST_NAME} characters in one line: nothing proves it
 * @param client the address that the request came from
 * @param forwardedFor what a proxy says of it: nothing else proves it; null where none does
 * @param words the request, as JSON, without the name
 */
public record Asked(String by, String client, @Nullable String forwardedFor, String words) {
    public static final int LONGEST_NAME = 100;

    /** @throws IllegalArgumentException when the name is none */
    public Asked {
        if (by.isBlank() || by.length() > LONGEST_NAME || !Printable.line(by).equals(by)) {
            throw new IllegalArgumentException(
                    "by: say who you are, in one line of 1 to " + LONGEST_NAME + " characters");
        }
    }

    /** As it stands where others wonder who it was. */
    String signature() {
        return by + " over HTTP from " + client;
    }
}
