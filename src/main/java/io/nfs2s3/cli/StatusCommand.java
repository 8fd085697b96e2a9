package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.cli.StatusScreen.RunLine;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.progress.ProgressReporter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "status", description = "How far the migration is, on one screen.")
final class StatusCommand extends AppCommand {
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

    /** One of them. */
    private static final class Form {
        @Option(names = "--json", description = "One line of JSON.")
        private boolean json;

        @Option(names = "--oneline", description = "One line of text: for a prompt, a cron job or a chat.")
        private boolean oneLine;
    }

    @ArgGroup
    private final Form form = new Form();

    @Option(names = "--watch", description = "Again every two seconds, until it is interrupted.")
    private boolean watch;

    @Override
    int run(Application application) {
        ProgressReporter reporter = application.patientProgress();
        show(application, reporter.report());
        while (watch && pause()) {
            show(application, reporter.report());
        }
        return ExitCode.DONE;
    }

    private void show(Application application, ProgressReport report) {
        if (form.json) {
            json(report);
            return;
        }
        if (form.oneLine) {
            out().println(StatusText.oneLine(report));
            return;
        }
        List<RunLine> runs = application.runs().all().unfinished().stream()
                .map(run -> new RunLine(RunKinds.line(run), run.error() != null))
                .toList();
        if (watch && Terminal.isThere()) {
            out().print(CLEAR_SCREEN);
        }
        StatusScreen.of(report, runs, Glyphs.ofTerminal()).forEach(out()::println);
        out().flush();
    }

    private static boolean pause() {
        try {
            TimeUnit.SECONDS.sleep(2);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
