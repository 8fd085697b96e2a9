package io.nfs2s3.cli;

import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code doctor} prints for a person. What is to be copied, such as a command, stays on one line. For one thread. */
final class DoctorText {
    private static final int COLUMNS = 80;
    private static final String INDENT = " ".repeat(9);

    private final PrintWriter out;
    private final Map<String, List<String>> leftOut = new LinkedHashMap<>();

    DoctorText(PrintWriter out) {
        this.out = out;
    }

    /** One line for what is well; its cause, its fix and its page below what is not; and later what was left out. */
    void show(Finding finding) {
        if (finding.level() == Level.LEFT_OUT) {
            leftOut.computeIfAbsent(finding.text(), text -> new ArrayList<>())
                    .add(finding.code().name());
            return;
        }
        String head = "%-9s%s  %s".formatted(finding.level().word(), finding.code(), finding.subject());
        if (!finding.isTrouble()) {
            out.println(head + ": " + finding.detail());
            return;
        }
        out.println(head);
        out.println(INDENT + "cause  " + finding.detail());
        if (!finding.remedy().isEmpty()) {
            out.println(INDENT + "fix    " + finding.remedy());
        }
        out.println(INDENT + "page   " + finding.code().page());
    }

    /** What was left out, by the reason. */
    void end() {
        leftOut.forEach((reason, codes) -> {
            out.println("left out " + reason);
            StringBuilder line = new StringBuilder(INDENT);
            for (String code : codes) {
                if (line.length() > INDENT.length() && line.length() + 1 + code.length() > COLUMNS) {
                    out.println(line);
                    line.setLength(INDENT.length());
                }
                line.append(line.length() > INDENT.length() ? " " : "").append(code);
            }
            out.println(line);
        });
    }
}
