package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.Daemon;
import io.nfs2s3.media.ErrorText;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
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
        daemon.start();
        daemon.dashboardAddress().ifPresent(address -> out().println("dashboard: " + address));
        OnSignal.run(daemon::close);
        return ExitCode.DONE;
    }

    private static Daemon daemon(Application application) {
        try {
            return new Daemon(application);
        } catch (UncheckedIOException e) {
            throw new DependencyDownException(ErrorText.ofRoot(e));
        }
    }

    /** Waits for the signal that ends the process, and then does what has to be done before. */
    static final class OnSignal {
        private OnSignal() {}

        /** Does not return: the process ends with exit code 0 once {@code close} is through. */
        static void run(Runnable close) {
            AtomicBoolean closed = new AtomicBoolean();
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                if (closed.compareAndSet(false, true)) {
                                    close.run();
                                    // an ordered stop is a success, not the 143 of a killed process
                                    Runtime.getRuntime().halt(ExitCode.DONE);
                                }
                            },
                            "nfs2s3-shutdown"));
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
