package io.nfs2s3.lab.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        description = {
            "The worker's whole job, from queued messages to flipped pointers and deleted messages, beside the bare"
                    + " copies of s5cmd, rclone and aws, as far as they are on the PATH.",
            "On S3Proxy, and on a sink that swallows bodies."
        })
final class WorkerCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final String BOTH = "both";
    private static final int CONCURRENCY = 32;
    private static final int TLS_CONCURRENCY = 64;

    @Option(names = "--size", defaultValue = ALL, description = "small, medium, large or all; ${DEFAULT-VALUE}.")
    private String size = ALL;

    @Option(names = "--target", defaultValue = BOTH, description = "s3proxy, sink or both; ${DEFAULT-VALUE}.")
    private String target = BOTH;

    @Option(names = "--files", description = "Files of each size, instead of 20,000, 5,000 and 40.")
    private @Nullable Integer files;

    @Option(names = "--warm-up", description = "Files of the worker's warm-up; as many as are measured.")
    private @Nullable Integer warmUp;

    @Option(names = "--worker", split = ",", description = "Which runs of the worker: warm, cold, messages; all.")
    private List<String> workers = List.of("warm", "cold", "messages");

    @Option(names = "--java", split = " ", description = "Further options for the worker's JVM.")
    private List<String> java = List.of();

    @Option(names = "--concurrency", description = "Files at once, for all; 32, with --tls 64.")
    private @Nullable Integer concurrency;

    @Option(
            names = "--auto",
            description = "The worker's number of files at once finds itself; --concurrency is for the others.")
    private boolean auto;

    @Option(
            names = "--tls",
            description = "Only the sink, over TLS, at 64 files at once: a fresh process of the worker,"
                    + " 20,000 small and 8 large files.")
    private boolean tls;

    @Option(
            names = "--latency",
            defaultValue = "0",
            description = "Of each answer of the sink, in ms; ${DEFAULT-VALUE}.")
    private int latency;

    @Option(names = "--rounds", defaultValue = "2", description = "Runs of each; the best counts; ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--peer", split = ",", description = "s5cmd, rclone, aws, none; each that is on the PATH.")
    private List<String> peers = Arrays.stream(Peer.values()).map(Peer::program).toList();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WorkerBench.Options options = new WorkerBench.Options(
                Arrays.stream(FileSet.Size.values())
                        .filter(each -> size.equals(each.label())
                                || (size.equals(ALL) && !(tls && each == FileSet.Size.MEDIUM)))
                        .toList(),
                Optional.ofNullable(files),
                List.of(Targets.S3PROXY, Targets.SINK).stream()
                        .filter(each -> tls ? each.equals(Targets.SINK) : target.equals(BOTH) || target.equals(each))
                        .toList(),
                present(),
                tls ? List.of("cold") : workers,
                Optional.ofNullable(warmUp),
                java,
                concurrency == null ? (tls ? TLS_CONCURRENCY : CONCURRENCY) : concurrency,
                auto,
                rounds,
                tls,
                latency);
        Set<String> known = Arrays.stream(Peer.values()).map(Peer::program).collect(Collectors.toSet());
        if (options.sizes().isEmpty()
                || options.targets().isEmpty()
                || !(known.containsAll(peers) || peers.equals(List.of("none")))) {
            throw new ParameterException(spec.commandLine(), "there is no such size, target or peer");
        }
        try (Servers servers = Servers.start()) {
            new WorkerBench(servers, options).run();
        }
        return 0;
    }

    private List<Peer> present() {
        return Peer.present(Arrays.stream(Peer.values())
                .filter(peer -> peers.contains(peer.program()))
                .toList());
    }
}
