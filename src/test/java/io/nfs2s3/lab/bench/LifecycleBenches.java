package io.nfs2s3.lab.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmarks of what comes after the flip. */
final class LifecycleBenches {
    private LifecycleBenches() {}

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "verify by listing beside rclone check, s5cmd ls and a bare listing, on a server in memory.")
    static final class Verify implements Callable<Integer> {
        @Option(names = "--objects", defaultValue = "200000", description = "How many; ${DEFAULT-VALUE}.")
        private int objects;

        @Override
        public Integer call() throws Exception {
            new VerifyBench(objects).run();
            return 0;
        }
    }

    @Command(
            name = "adopt",
            mixinStandardHelpOptions = true,
            description = "adopt of objects that rclone put, or a plain loop of PUTs, beside that copy.")
    static final class Adopt implements Callable<Integer> {
        @Option(names = "--files", defaultValue = "20000", description = "Of 20 KB; ${DEFAULT-VALUE}.")
        private int files;

        @Override
        public Integer call() throws Exception {
            new AdoptBench(files).run();
            return 0;
        }
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "rollback beside a plain UPDATE of the same rows.")
    static final class Rollback implements Callable<Integer> {
        @Option(names = "--files", defaultValue = "100000", description = "Empty ones; ${DEFAULT-VALUE}.")
        private int files;

        @Override
        public Integer call() throws Exception {
            new RollbackBench(files).run();
            return 0;
        }
    }
}
