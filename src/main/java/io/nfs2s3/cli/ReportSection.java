package io.nfs2s3.cli;

import java.util.List;

/**
 * A part of a report, for any form.
 *
 * @param lines sentences before the tables, printable
 * @param tables those that have rows
 */
record ReportSection(String title, List<String> lines, List<ReportTable> tables) {
    ReportSection {
        lines = List.copyOf(lines);
        tables = tables.stream().filter(table -> !table.rows().isEmpty()).toList();
    }
}
