package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.Daemon;
import io.nfs2s3.media.ErrorText;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "daemon",
        description = {
            "Run the drain, worker and sweep jobs by their schedules, and the dashboard, until SIGTERM or SIGINT.",
            "Any number of hosts may run one."
        })
final class DaemonCommand extends AppCommand {
    @Option(names = "--json", description = "The address of the dashboard as one line of JSON, null without one.")
    private boolean json;

    @Override
    int run(Application application) {
        requireAll(application);
        Daemon daemon = daemon(application);
        OnSignal.run(() -> begin(daemon), daemon::close);
        return ExitCode.DONE;
    }

    private void begin(Daemon daemon) {
        daemon.start();
        Optional<String> address = daemon.dashboardAddress();
        Optional<String> dashboard = address.map(where -> "dashboard: " + where);
        ServiceManager.ready(System.getenv(), dashboard.orElse("no dashboard"))
                .ifPresent(fault -> err().println("nfs2s3: " + fault));
        if (json) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("dashboard", address.orElse(null));
            json(fields);
        } else {
            dashboard.ifPresent(line -> out().println(line));
        }
    }

    private static Daemon daemon(Application application) {
        try {
            return new Daemon(application);
        } catch (UncheckedIOException e) {
            throw new DependencyDownException(ErrorText.ofRoot(e));
        }
    }
}
