package io.nfs2s3.cli;

import java.util.Locale;

/** A number and what it counts, in words: {@code 1 file}, {@code 2 files}, {@code 1,000 entries}. */
final class Plural {
    private Plural() {}

    /** @param one what is counted; more of it end in an s */
    static String of(long count, String one) {
        return of(count, one, one + "s");
    }

    static String of(long count, String one, String more) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : more);
    }
}
