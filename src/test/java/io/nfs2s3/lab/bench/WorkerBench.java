package io.nfs2s3.lab.bench;

import io.nfs2s3.lab.bench.WorkerQueues.Style;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.testing.IssuedCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole job of the worker beside other tools that copy the same files to the same server, in turns. */
final class WorkerBench {
    /**
     * @param files of each size; empty for as many as the size has
     * @param concurrency files at once, for everyone
     * @param auto whether that of the worker finds itself
     * @param targets names of targets
     * @param tls whether the sink is spoken to by TLS
     * @param latencyMillis between a request to the sink and its answer
     */
    record Options(
            List<FileSet.Size> sizes,
            Optional<Integer> files,
            List<String> targets,
            List<Peer> peers,
            List<String> workers,
            Optional<Integer> warmUp,
            List<String> java,
            int concurrency,
            boolean auto,
            int rounds,
            boolean tls,
            int latencyMillis) {}

    private final Servers servers;
    private final Options options;
    private final Summary summary = new Summary("worker");
    private List<String> trust = List.of();
    private int runs;

    WorkerBench(Servers servers, Options options) {
        this.servers = servers;
        this.options = options;
    }

    void run() throws IOException, InterruptedException {
        try (ServerProcess sink = ServerProcess.start(
                        SinkServer.class,
                        "256m",
                        servers.home().resolve("sink"),
                        SinkServer.READY,
                        sinkArguments().toArray(String[]::new));
                Targets targets = new Targets(servers, SinkServer.endpoint(sink.log()))) {
            for (FileSet.Size size : options.sizes()) {
                int count = options.files().orElse(options.tls() ? size.tlsCount() : size.count());
                FileSet files = new FileSet(
                        servers.home().resolve("media"),
                        size,
                        count,
                        options.warmUp().orElse(options.tls() ? 0 : count));
                files.write();
                files.read();
                for (String name : options.targets()) {
                    measure(targets.named(name), files);
                }
                files.remove();
            }
        }
        System.out.println("\n" + summary.line());
    }

    /** With TLS, its certificate is made and trusted in here too. */
    private List<String> sinkArguments() throws IOException, InterruptedException {
        String latency = String.valueOf(options.latencyMillis());
        if (!options.tls()) {
            return List.of(latency);
        }
        IssuedCertificate store = IssuedCertificate.of("localhost", servers.home());
        trust = List.of(
                "javax.net.ssl.trustStore=" + store.trust(),
                "javax.net.ssl.trustStorePassword=" + IssuedCertificate.PASSWORD);
        trust.forEach(property -> System.setProperty(property.split("=", 2)[0], property.split("=", 2)[1]));
        return List.of(latency, store.folder().toString());
    }

    private void measure(Target target, FileSet files) throws IOException, InterruptedException {
        List<Standing> standings = Standing.after(
                options.rounds(), contenders(files.size()), contender -> measure(target, files, contender));
        String title =
                "%s: %,d files of %s, %d at once, rounds %d (the best counts); the worker: warm-up %,d files, heap %s"
                        .formatted(
                                target.name() + sinkText(),
                                files.count(),
                                files.size().text(),
                                options.concurrency(),
                                options.rounds(),
                                files.warmUp(),
                                WorkerRun.HEAP);
        WorkerTable.print(title, standings, standings.get(0));
        summary.add(files.size().label(), target.name(), standings, standings.get(0));
    }

    private String sinkText() {
        return (options.tls() ? " over TLS" : "")
                + (options.latencyMillis() == 0 ? "" : " at " + options.latencyMillis() + " ms");
    }

    private Result measure(Target target, FileSet files, Contender contender) throws IOException, InterruptedException {
        String run = "run" + ++runs;
        System.out.printf("  %s %s %s%n", files.size().label(), target.name(), contender.name());
        Result result = contender.run(target, files, run);
        target.clear(run);
        return result;
    }

    /** The first of them is the one that the others are measured against. */
    private List<Contender> contenders(FileSet.Size size) throws IOException {
        Settings settings = servers.settings(Map.of());
        Path home = servers.home();
        List<Contender> contenders = new ArrayList<>();
        if (options.workers().contains("warm")) {
            contenders.add(worker("worker", true, Style.BACKFILL));
        }
        if (options.workers().contains("cold")) {
            contenders.add(worker("worker cold", false, Style.BACKFILL));
        }
        if (options.workers().contains("messages") && size == FileSet.Size.SMALL) {
            contenders.add(worker("worker one-file messages", true, Style.UPLOADS));
        }
        for (Peer peer : options.peers()) {
            contenders.add(new PeerRun(peer, options.concurrency(), settings.aws(), home));
        }
        return contenders;
    }

    private Contender worker(String name, boolean warm, Style style) {
        List<String> java = new ArrayList<>(options.java());
        trust.forEach(property -> java.add("-D" + property));
        String filesInFlight = options.auto() ? "auto" : String.valueOf(options.concurrency());
        return new WorkerRun(name, warm, style, servers, filesInFlight, java);
    }
}
