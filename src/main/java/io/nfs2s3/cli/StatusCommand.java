package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.progress.ProgressReporter;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "status", description = "How far the migration is.")
final class StatusCommand extends AppCommand {
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

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
        if (json) {
            json(report);
            return;
        }
        if (watch && Terminal.isThere()) {
            out().print(CLEAR_SCREEN);
        }
        StatusText.of(report).lines().forEach(out()::println);
        application.backfills().runs().unfinished().forEach(run -> out().println(BackfillText.line(run)));
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
