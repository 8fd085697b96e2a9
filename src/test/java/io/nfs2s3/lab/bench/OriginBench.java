package io.nfs2s3.lab.bench;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.bench.Wrk.Load;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Programs;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The origin beside nginx, on the same files and under the same load. */
final class OriginBench {
    record Options(int files, int connections, int seconds, int rounds) {}

    private static final int WARM_UP_SECONDS = 5;
    private final Servers servers;
    private final Options options;
    private final FileSet files;
    private final Wrk wrk;
    private final Summary summary = new Summary("origin");

    OriginBench(Servers servers, Options options) throws IOException {
        this.servers = servers;
        this.options = options;
        this.files = new FileSet(servers.home().resolve("media"), FileSet.Size.SMALL, options.files(), 0);
        List<String> paths =
                files.measured().stream().map(path -> "/" + path.value()).toList();
        this.wrk = new Wrk(servers.home(), paths, options.connections());
    }

    /** @return 1 when a request failed that both sides could have answered, or an answer was wrong */
    int run() throws IOException, InterruptedException {
        files.write();
        files.read();
        Load nfs = onNfs();
        migrate();
        Load s3 = fromS3();
        Load outage = throughAnOutage();
        summary.add("outage_per_s", number(outage.perSecond()));
        summary.add("outage_errors", String.valueOf(outage.errors()));
        System.out.println("\n" + summary.line());
        return nfs.errors() + s3.errors() + outage.errors() == 0 ? 0 : 1;
    }

    /** Files that nobody registered yet, as before a migration. */
    private Load onNfs() throws IOException, InterruptedException {
        try (OriginProcess origin = OriginProcess.start(servers, "nfs", List.of())) {
            new OriginChecks(origin.address(), files).run("nfs");
            if (!Programs.isOnPath("nginx")) {
                System.out.println("  nginx is not on the PATH: nothing to compare with (apt-get install nginx)");
                summary.add("nfs_ratio", "none");
                return best("origin, NFS", origin.address());
            }
            try (Nginx nginx = Nginx.before(files.root(), servers.home().resolve("nginx"))) {
                return beside(origin.address(), nginx.address());
            }
        }
    }

    private Load beside(URI origin, URI nginx) throws IOException, InterruptedException {
        wrk.run(origin, WARM_UP_SECONDS);
        wrk.run(nginx, WARM_UP_SECONDS);
        Load theirs = told("nginx, NFS", wrk.run(nginx, options.seconds()));
        Load ours = told("origin, NFS", wrk.run(origin, options.seconds()));
        for (int round = 1; round < options.rounds(); round++) {
            theirs = better(theirs, told("nginx, NFS", wrk.run(nginx, options.seconds())));
            ours = better(ours, told("origin, NFS", wrk.run(origin, options.seconds())));
        }
        add("nfs", ours);
        add("nginx", theirs);
        summary.addRatio("nfs", "nginx", ours.perSecond() / theirs.perSecond());
        summary.add("nfs_p99_ratio", String.format(Locale.ROOT, "%.2f", theirs.p99Millis() / ours.p99Millis()));
        return ours;
    }

    private static Load better(Load known, Load next) {
        return next.perSecond() > known.perSecond() ? next : known;
    }

    private Load best(String name, URI server) throws IOException, InterruptedException {
        wrk.run(server, WARM_UP_SECONDS);
        Load best = told(name, wrk.run(server, options.seconds()));
        for (int round = 1; round < options.rounds(); round++) {
            best = better(best, told(name, wrk.run(server, options.seconds())));
        }
        return best;
    }

    private static Load told(String name, Load load) {
        System.out.printf("  %-12s %s%n", name, Wrk.text(load));
        return load;
    }

    private void migrate() {
        System.out.printf(Locale.ROOT, "  migrating %,d files%n", files.count());
        try (Application application = new Application(servers.settings(Map.of()));
                UploadHook hook = application.patientHook();
                MigrationWorker worker = application.worker()) {
            files.measured().stream().map(MediaPath::value).forEach(hook::fileUploaded);
            worker.runUntilEmpty();
        }
    }

    private Load fromS3() throws IOException, InterruptedException {
        try (OriginProcess origin = OriginProcess.start(servers, "s3", List.of())) {
            new OriginChecks(origin.address(), files).run("s3");
            Load load = best("origin, S3", origin.address());
            add("s3", load);
            return load;
        }
    }

    private Load throughAnOutage() throws IOException, InterruptedException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        URI endpoint = servers.settings(Map.of()).s3().endpoint().orElseThrow();
        try (TcpProxy s3 = TcpProxy.to(endpoint);
                OriginProcess origin = OriginProcess.start(
                        servers, "outage", List.of("s3.endpoint = \"" + s3.httpEndpoint() + "\""))) {
            wrk.run(origin.address(), WARM_UP_SECONDS);
            var stopped = clock.schedule(s3::refuse, options.seconds() / 2, TimeUnit.SECONDS);
            Load load = told("S3 stopped", wrk.run(origin.address(), options.seconds()));
            if (!stopped.isDone()) {
                throw new IllegalStateException("S3 was not stopped");
            }
            return load;
        } finally {
            clock.shutdownNow();
        }
    }

    private void add(String name, Load load) {
        summary.add(name + "_per_s", number(load.perSecond()));
        summary.add(name + "_p99_ms", String.format(Locale.ROOT, "%.2f", load.p99Millis()));
        summary.add(name + "_errors", String.valueOf(load.errors()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
