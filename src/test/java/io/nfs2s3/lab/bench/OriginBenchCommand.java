package io.nfs2s3.lab.bench;

import io.nfs2s3.testing.Programs;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "origin",
        mixinStandardHelpOptions = true,
        description = {
            "The origin, as a process of its own, under the load of wrk: files on NFS, beside nginx on the same directory;"
                    + " files in S3; and S3 stopped in the middle, where no request may fail.",
            "Needs wrk on the PATH."
        })
final class OriginBenchCommand implements Callable<Integer> {
    @Option(names = "--files", defaultValue = "2000", description = "Files of 20 KB; ${DEFAULT-VALUE}.")
    private int files;

    @Option(names = "--connections", defaultValue = "32", description = "Of wrk; ${DEFAULT-VALUE}.")
    private int connections;

    @Option(names = "--seconds", defaultValue = "20", description = "Of each run, after a warm-up; ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--rounds",
            defaultValue = "2",
            description = "Runs of each, in turns; the best counts; ${DEFAULT-VALUE}.")
    private int rounds;

    @Override
    public Integer call() throws Exception {
        if (!Programs.isOnPath("wrk")) {
            System.err.println("bench: wrk is not on the PATH; apt-get install wrk");
            return 3;
        }
        try (Servers servers = Servers.start()) {
            return new OriginBench(servers, new OriginBench.Options(files, connections, seconds, rounds)).run();
        }
    }
}
