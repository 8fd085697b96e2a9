package io.nfs2s3.cli;

import java.util.List;

/**
 * A table of a report, for any form.
 *
 * @param columns the last one is text, and may be long
 * @param rows as many cells each as there are columns, printable
 */
record ReportTable(List<Column> columns, List<List<String>> rows) {
    /** Its head, and whether it stands to the right. */
    record Column(String head, boolean isNumber) {
        static Column number(String head) {
            return new Column(head, true);
        }

        static Column text(String head) {
            return new Column(head, false);
        }
    }
}
