package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.Daemon;
import io.nfs2s3.media.ErrorText;
import java.io.UncheckedIOException;
import java.util.Optional;
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
        OnSignal.run(() -> begin(daemon), daemon::close);
        return ExitCode.DONE;
    }

    private void begin(Daemon daemon) {
        daemon.start();
        Optional<String> dashboard = daemon.dashboardAddress().map(address -> "dashboard: " + address);
        ServiceManager.ready(System.getenv(), dashboard.orElse("no dashboard"))
                .ifPresent(fault -> err().println("nfs2s3: " + fault));
        dashboard.ifPresent(line -> out().println(line));
    }

    private static Daemon daemon(Application application) {
        try {
            return new Daemon(application);
        } catch (UncheckedIOException e) {
            throw new DependencyDownException(ErrorText.ofRoot(e));
        }
    }
}
