package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.app.Application;
import io.nfs2s3.outbox.OutboxDrainer;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.settings.SettingsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;

/**
 * A process that drains and does nothing else, until it is killed. Takes the settings file, and a file that it waits for
 * before it begins: a JVM needs seconds to start, and one that is to take the place of a killed one has to be there.
 */
final class DrainerProcess {
    /** What it says when it could begin. */
    static final String READY = "drainer is ready";

    private DrainerProcess() {}

    /** Beside others that start too, a first connection may take longer than the settings allow: as the daemon, it comes again. */
    private static void awaitDatabase(Application application) throws InterruptedException {
        while (true) {
            try {
                application.outbox().status();
                return;
            } catch (JdbiException e) {
                System.out.println(e.getMessage());
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        Settings settings = SettingsReader.read(Optional.of(Path.of(arguments[0])), Map.of());
        try (Application application =
                new Application(settings)) { // loads the classes, and leaves no connection behind
            awaitDatabase(application);
        }
        System.out.println(READY);
        while (!Files.exists(Path.of(arguments[1]))) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        try (Application application = new Application(settings)) {
            OutboxDrainer drainer = application.drainer();
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
