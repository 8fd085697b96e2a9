package io.nfs2s3.chaos.enqueue;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.SettingsReader;
import io.nfs2s3.outbox.OutboxDrainer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;

/** A process that drains and does nothing else, until it is killed: up sooner than a daemon. Takes the settings file. */
final class DrainerProcess {
    /** What it says when it is up. */
    static final String UP = "drainer is up";

    private DrainerProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (Application application =
                new Application(SettingsReader.read(Optional.of(Path.of(arguments[0])), Map.of()))) {
            OutboxDrainer drainer = application.drainer();
            application.outbox().status();
            System.out.println(UP);
            while (true) {
                try {
                    drainer.drain();
                } catch (JdbiException e) {
                    System.out.println(e.getMessage()); // as the daemon, it comes again
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }
}
