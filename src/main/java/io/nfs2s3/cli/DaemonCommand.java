package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.Daemon;
import io.nfs2s3.media.ErrorText;
import java.io.UncheckedIOException;
import picocli.CommandLine.Command;

@Command(
        name = "daemon",
        description = {
            "Run the drain, worker and sweep jobs by their schedules, and the dashboard, until SIGTERM or SIGINT.",
            "Any number of hosts may run one."
        })
final class DaemonCommand extends AppCommand {
    @Override
    int run(Application application) {
        requireAll(application);
        Daemon daemon = daemon(application);
        OnSignal.run(
                () -> {
                    daemon.start();
                    daemon.dashboardAddress().ifPresent(address -> out().println("dashboard: " + address));
                },
                daemon::close);
        return ExitCode.DONE;
    }

    private static Daemon daemon(Application application) {
        try {
            return new Daemon(application);
        } catch (UncheckedIOException e) {
            throw new DependencyDownException(ErrorText.ofRoot(e));
        }
    }
}
