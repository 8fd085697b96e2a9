package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How {@code doctor} shows a person what it found: so that it fits, can be copied, and does nothing to the terminal. */
class DoctorTextTest {
    private static final String REMEDY =
            "mend the reason, as the log of a daemon has it, and then run 'nfs2s3 failed retry'";

    private static List<String> shown(boolean terminal, Finding... findings) {
        StringWriter out = new StringWriter();
        DoctorText text = new DoctorText(new PrintWriter(out, true), terminal);
        List.of(findings).forEach(text::show);
        text.end();
        return out.toString().lines().toList();
    }

    private static Finding finding(Level level, String detail, String remedy) {
        return new Finding(CheckCode.SITE_FAILED, "files that failed", level, detail, remedy);
    }

    @Test
    void on_a_terminal_no_line_is_longer_than_80_columns_and_a_command_stays_whole() {
        String detail =
                "12 stay on NFS: 8 SOURCE_READ, 3 SOURCE_FORBIDDEN, 1 STORE_REFUSED, and others that came later";

        assertThat(shown(true, finding(Level.WARNING, detail, REMEDY)))
                .containsExactly(
                        "warning  SITE_FAILED  files that failed",
                        "         cause  12 stay on NFS: 8 SOURCE_READ, 3 SOURCE_FORBIDDEN, 1",
                        "                STORE_REFUSED, and others that came later",
                        "         fix    mend the reason, as the log of a daemon has it, and then run",
                        "                'nfs2s3 failed retry'",
                        "         page   docs/doctor.md#site_failed");
        assertThat(shown(true, finding(Level.OK, "a ".repeat(50) + "end", "")))
                .hasSize(2)
                .allMatch(line -> line.length() <= 80)
                .last()
                .asString()
                .startsWith("         a a")
                .endsWith(" end");
        assertThat(shown(true, finding(Level.LEFT_OUT, "a ".repeat(50) + "end", REMEDY)))
                .allMatch(line -> line.length() <= 80)
                .endsWith("         SITE_FAILED");
    }

    @Test
    void for_a_file_each_thing_is_one_line() {
        assertThat(shown(false, finding(Level.WARNING, "a ".repeat(50) + "end", REMEDY)))
                .contains("         cause  " + "a ".repeat(50) + "end", "         fix    " + REMEDY)
                .hasSize(4);
    }

    @Test
    void what_others_wrote_ends_no_line_and_moves_no_cursor() {
        assertThat(shown(true, finding(Level.WARNING, "of \u001b[2Jimages/a\nerror  b", "c\r")))
                .contains("         cause  of \\x1B[2Jimages/a\\x0Aerror  b", "         fix    c\\x0D");
    }
}
