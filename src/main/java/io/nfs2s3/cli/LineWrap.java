package io.nfs2s3.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Breaks text between its words into lines, and lets them hang below the first one. Wide characters count as two columns. By
 * hand, for the tables of picocli break a line behind the dashes of an option, too. Thread-safe.
 *
 * @param columns of a line
 * @param parting whether a word that no line holds is parted; else it stands out
 */
record LineWrap(int columns, boolean parting) {
    /** Of a terminal. */
    static final int COLUMNS = 80;

    private static final Pattern WORD = Pattern.compile(" *[^ ]+");

    /** @return each with the blanks before it */
    static List<String> words(String text) {
        return words(WORD, text);
    }

    /** @param word one, with the blanks before it */
    static List<String> words(Pattern word, String text) {
        return word.matcher(text).results().map(MatchResult::group).toList();
    }

    /**
     * Breaks a text.
     *
     * @param head of the first line, whatever its width is
     * @param indent of the others, which have room behind it
     * @param words each with the blanks before it, which a word loses that begins a line
     * @return one line at least
     */
    List<String> lines(String head, String indent, List<String> words) {
        List<String> lines = new ArrayList<>();
        String line = head;
        boolean empty = true;
        for (String word : words) {
            String rest = word;
            if (!empty && !fits(line, rest)) {
                lines.add(line);
                line = indent;
                rest = word.stripLeading();
            }
            while (parting && !fits(line, rest)) {
                String piece = Glyphs.beginning(rest, columns - Glyphs.width(line));
                lines.add(line + piece);
                line = indent;
                rest = rest.substring(piece.length());
            }
            line += rest;
            empty = false;
        }
        lines.add(line);
        return lines;
    }

    private boolean fits(String line, String more) {
        return Glyphs.width(line) + Glyphs.width(more) <= columns;
    }
}
