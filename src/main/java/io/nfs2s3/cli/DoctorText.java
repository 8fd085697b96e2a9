package io.nfs2s3.cli;

import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.media.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What {@code doctor} prints for a person: on a terminal in lines of {@value LineWrap#COLUMNS} columns, in which a word, and a
 * command in quotes, stays whole, so that it can be copied; for a file or another program one line for each thing, so that it
 * can be looked for. For one thread.
 */
final class DoctorText {
    private static final String INDENT = " ".repeat(9);
    private static final LineWrap NARROW = new LineWrap(LineWrap.COLUMNS, false);

    /** One word, or more of them in quotes, with what stands around them, and the blanks before it. */
    private static final Pattern WORD = Pattern.compile(" *(?:[^ '\\w]*'[^']+'[^ ]*|[^ ]+)");

    private final PrintWriter out;
    private final LineWrap wrap;
    private final Map<String, List<String>> leftOut = new LinkedHashMap<>();

    /** @param terminal whether a person reads it as it is printed */
    DoctorText(PrintWriter out, boolean terminal) {
        this.out = out;
        this.wrap = new LineWrap(terminal ? LineWrap.COLUMNS : Integer.MAX_VALUE, false);
    }

    /** One line for what is well; its cause, its fix and its page below what is not; and later what was left out. */
    void show(Finding finding) {
        if (finding.level() == Level.LEFT_OUT) {
            leftOut.computeIfAbsent(finding.text(), text -> new ArrayList<>())
                    .add(finding.code().name());
            return;
        }
        String head = "%-9s%s  ".formatted(finding.level().word(), finding.code());
        if (!finding.isTrouble()) {
            print(head, INDENT, finding.subject() + ": " + finding.detail());
            return;
        }
        print(head, INDENT, finding.subject());
        printBelow("cause  ", finding.detail());
        if (!finding.remedy().isEmpty()) {
            printBelow("fix    ", finding.remedy());
        }
        printBelow("page   ", finding.code().page());
    }

    private void printBelow(String name, String text) {
        print(INDENT + name, " ".repeat(INDENT.length() + name.length()), text);
    }

    /** What was left out, by the reason. */
    void end() {
        leftOut.forEach((reason, codes) -> {
            print("left out ", INDENT, reason);
            print(NARROW, INDENT, INDENT, String.join(" ", codes));
        });
    }

    private void print(String head, String indent, String text) {
        print(wrap, head, indent, text);
    }

    /**
     * Prints a text of whatever origin.
     *
     * @param head what the first line begins with
     * @param indent what the others begin with
     */
    private void print(LineWrap wrap, String head, String indent, String text) {
        wrap.lines(head, indent, LineWrap.words(WORD, Printable.line(text).strip()))
                .forEach(out::println);
    }
}
