package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.ErrorText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "report",
        description = "What was done in a time, to hand on: files and bytes by day, failures and what became of them,"
                + " verifies, rollbacks and other jobs, costs. Text for a terminal, or one of the other forms.")
final class ReportCommand extends AppCommand {
    private static final Path STANDARD_OUTPUT = Path.of("-");

    /** One of them. */
    private static final class Form {
        @Option(
                names = "--html",
                paramLabel = "FILE",
                description = "One page that needs nothing else, to read and to print (- for standard output).")
        private @Nullable Path html;

        @Option(names = "--csv", paramLabel = "FILE", description = "For a table calculation (- for standard output).")
        private @Nullable Path csv;

        @Option(names = "--json", description = "One line of JSON.")
        private boolean json;
    }

    @ArgGroup
    private final Form form = new Form();

    @Mixin
    private final ReportSpanOptions span = new ReportSpanOptions();

    @Override
    int run(Application application) {
        ReportSpan asked = span.span(application.databaseClock());
        Path file = form.html == null ? form.csv : form.html;
        if (file == null || file.equals(STANDARD_OUTPUT)) {
            show(ReportReader.read(application, asked), file != null);
        } else {
            write(application, asked, file);
        }
        return ExitCode.DONE;
    }

    private void show(ReportFacts facts, boolean whole) {
        if (whole) {
            try {
                write(facts, out());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            out().flush();
        } else if (form.json) {
            json(ReportFields.of(facts));
        } else {
            ReportText.lines(ReportSections.title(facts), ReportSections.of(facts))
                    .forEach(out()::println);
        }
    }

    /** The file appears when it is whole, in the place of the one that there may be. */
    private void write(Application application, ReportSpan asked, Path file) {
        try (WholeFile whole = open(file)) {
            write(ReportReader.read(application, asked), whole.writer());
            whole.end();
            whole.appear();
        } catch (IOException | UncheckedIOException e) { // as on a full disk
            throw new DependencyDownException("the report cannot be written to " + file + ": " + ErrorText.ofRoot(e)
                    + "; make room, or name another place");
        }
        out().println("the report is in " + file);
    }

    private static WholeFile open(Path file) {
        try {
            return new WholeFile(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the file " + file + " cannot be written: see whether its directory is there, and writable", e);
        }
    }

    private void write(ReportFacts facts, Writer to) throws IOException {
        if (form.html == null) {
            ReportCsv.write(facts, to);
        } else {
            ReportHtml.write(ReportSections.title(facts), ReportSections.of(facts), to);
        }
    }
}
