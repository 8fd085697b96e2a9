package io.nfs2s3.lab.bench;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.DevStackMain;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.settings.SettingsReader;
import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PostgreSQL, SQS and S3 in a process of their own. */
final class Servers implements AutoCloseable {
    private static final String HEAP = "1g";
    private final ServerProcess process;
    private final Path home;

    private Servers(ServerProcess process, Path home) {
        this.process = process;
        this.home = home;
    }

    /** Starts them in a directory of their own, and makes schema and queues. */
    static Servers start() throws IOException, InterruptedException {
        return start(Files.createTempDirectory("nfs2s3-bench"), HEAP);
    }

    /** The same in a given directory, with another heap: the queues are kept there. */
    static Servers start(Path home, String heap) throws IOException, InterruptedException {
        System.out.println("bench: starting PostgreSQL, SQS and S3 in a process of their own");
        Servers servers = new Servers(
                ServerProcess.start(DevStackMain.class, heap, home.resolve("log"), "devstack: ready", home.toString()),
                home);
        try (Application application = new Application(servers.settings(Map.of()))) {
            application.schema().migrate();
            application.doctor().create();
        }
        return servers;
    }

    /** The directory of everything that the benchmark makes; it is removed at the end. */
    Path home() {
        return home;
    }

    /** Where S3 keeps the objects of a bucket. */
    Path objects(String bucket) {
        return home.resolve("s3").resolve(bucket);
    }

    /** The settings for them, with changes by the environment. */
    Settings settings(Map<String, String> environment) {
        return SettingsReader.read(Optional.of(home.resolve("nfs2s3.conf")), environment);
    }

    /** A settings file for them, for another process, with more lines of HOCON over them. */
    Path settingsFile(String name, List<String> more) throws IOException {
        String text = Files.readString(home.resolve("nfs2s3.conf"));
        return Files.writeString(home.resolve(name + ".conf"), text + String.join("\n", more) + "\n");
    }

    @Override
    public void close() throws IOException {
        process.close();
        Directories.delete(home);
    }
}
