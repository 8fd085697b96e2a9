package io.nfs2s3.cli;

import io.nfs2s3.media.Printable;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * Standard output or standard error of a command, which may be a terminal. What is printed with {@code println} is one
 * line: a path in it, or an error that quotes one, ends no line and moves no cursor. So {@code print} is for constants.
 */
final class TerminalWriter extends PrintWriter {
    TerminalWriter(PrintWriter to) {
        super(to, true);
    }

    @Override
    public void println(@Nullable String line) {
        super.println(Printable.line(String.valueOf(line)));
    }

    @Override
    public void println(@Nullable Object line) {
        println(String.valueOf(line));
    }
}
