package io.nfs2s3.lab.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code scripts/bench NAME}: measures, prints a table, and as the last line {@code bench NAME: key=value … ratio=…}.
 * More is always better, and 1.0 is level with the best alternative. It never fails on a time.
 */
@Command(
        name = "scripts/bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures a part of nfs2s3 beside bare calls or other tools on the same servers, in the same run.",
        subcommands = {
            Bench.Hook.class,
            Bench.Drain.class,
            WorkerCommand.class,
            BackfillBenchCommand.class,
            Bench.Resolver.class,
            OriginBenchCommand.class,
            LifecycleBenches.Verify.class,
            LifecycleBenches.Adopt.class,
            LifecycleBenches.Rollback.class
        })
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Command(
            name = "hook",
            mixinStandardHelpOptions = true,
            description = "The upload hook beside a bare SendMessage and a bare INSERT, and with SQS black-holed.")
    static final class Hook implements Callable<Integer> {
        @Option(names = "--calls", defaultValue = "4000", description = "Calls of each kind; ${DEFAULT-VALUE}.")
        private int calls;

        @Option(
                names = "--latency",
                defaultValue = "0",
                description = "Of each answer of SQS, in ms; ${DEFAULT-VALUE}.")
        private int latency;

        @Override
        public Integer call() throws Exception {
            try (Servers servers = Servers.start()) {
                new HookBench(servers, calls, latency).run();
            }
            return 0;
        }
    }

    @Command(
            name = "drain",
            mixinStandardHelpOptions = true,
            description = "The drain of the outbox beside a bare SendMessageBatch loop.")
    static final class Drain implements Callable<Integer> {
        @Option(names = "--entries", defaultValue = "20000", description = "Outbox entries; ${DEFAULT-VALUE}.")
        private int entries;

        @Override
        public Integer call() throws Exception {
            try (Servers servers = Servers.start()) {
                new DrainBench(servers, entries).run();
            }
            return 0;
        }
    }

    @Command(
            name = "resolver",
            mixinStandardHelpOptions = true,
            description = "URLs from memory, and of pages that are not remembered, beside a bare indexed SELECT (JMH).")
    static final class Resolver implements Callable<Integer> {
        @Option(names = "--rows", defaultValue = "200000", description = "Rows of the catalog; ${DEFAULT-VALUE}.")
        private int rows;

        @Option(names = "--seconds", defaultValue = "2", description = "Of each iteration; ${DEFAULT-VALUE}.")
        private int seconds;

        @Override
        public Integer call() throws Exception {
            try (Servers servers = Servers.start()) {
                new ResolverBench(servers, rows, seconds).run();
            }
            return 0;
        }
    }
}
