package io.nfs2s3.settings;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the name that was meant by one that is mistyped. */
final class Nearest {
    /** So many letters may be wrong, and one in so many of a long name. */
    private static final int WRONG = 2;

    private static final int ONE_IN = 5;

    private Nearest() {}

    /**
     * The known name that is next to it: of those with the same last word, else of those that differ by a few letters.
     * Of several, one of the same section.
     */
    static Optional<String> of(String wrong, Stream<String> known) {
        String typed = plain(wrong);
        return known.filter(name -> isNear(typed, plain(name)))
                .min(Comparator.comparing(
                                (String name) -> !lastWord(plain(name)).equals(lastWord(typed)))
                        .thenComparing(name -> !firstWord(plain(name)).equals(firstWord(typed)))
                        .thenComparingInt(name -> distance(typed, plain(name))));
    }

    private static boolean isNear(String typed, String known) {
        return lastWord(known).equals(lastWord(typed))
                || distance(typed, known) <= Math.max(WRONG, typed.length() / ONE_IN);
    }

    /** {@code path-style} and {@code PATH_STYLE} are {@code pathStyle}. */
    private static String plain(String name) {
        return name.replaceAll("[_-]", "").toLowerCase(Locale.ROOT);
    }

    private static String lastWord(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String firstWord(String name) {
        return name.substring(0, Math.max(0, name.indexOf('.')));
    }

    /** How many letters have to be put in, left out or changed (Levenshtein). */
    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] here = new int[to.length() + 1];
            here[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int changed = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                here[column] = Math.min(changed, 1 + Math.min(above[column], here[column - 1]));
            }
            above = here;
        }
        return above[to.length()];
    }
}
