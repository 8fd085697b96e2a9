package io.nfs2s3.cli;

import io.nfs2s3.cli.ReportTable.Column;
import java.util.ArrayList;
import java.util.List;

/** A report as text, for a terminal of 80 columns; only a word that is longer than its line stands out. */
final class ReportText {
    private static final LineWrap WRAP = new LineWrap(LineWrap.COLUMNS, false);
    private static final String GAP = "  ";

    private ReportText() {}

    static List<String> lines(String title, List<ReportSection> sections) {
        List<String> lines = new ArrayList<>();
        lines.add(title);
        lines.add("=".repeat(title.length()));
        for (ReportSection section : sections) {
            lines.add("");
            lines.add(section.title());
            lines.add("-".repeat(section.title().length()));
            section.lines().forEach(line -> lines.addAll(wrapped("", line)));
            for (ReportTable table : section.tables()) {
                lines.add("");
                lines.addAll(table(table));
            }
        }
        return lines;
    }

    private static List<String> table(ReportTable table) {
        List<String> heads = table.columns().stream().map(Column::head).toList();
        int[] widths = new int[heads.size()];
        widen(widths, heads);
        table.rows().forEach(row -> widen(widths, row));
        List<String> lines = new ArrayList<>(row(table.columns(), widths, heads));
        table.rows().forEach(row -> lines.addAll(row(table.columns(), widths, row)));
        return lines;
    }

    private static void widen(int[] widths, List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    /** The last cell goes on below itself where it is too long. */
    private static List<String> row(List<Column> columns, int[] widths, List<String> row) {
        int last = widths.length - 1;
        StringBuilder head = new StringBuilder();
        for (int i = 0; i < last; i++) {
            String cell = row.get(i);
            String room = " ".repeat(widths[i] - cell.length());
            head.append(columns.get(i).isNumber() ? room + cell : cell + room).append(GAP);
        }
        return wrapped(head.toString(), row.get(last));
    }

    /** @param head of the first line; the others begin with as many spaces */
    private static List<String> wrapped(String head, String text) {
        return WRAP.lines(head, " ".repeat(head.length()), LineWrap.words(text));
    }
}
