package io.nfs2s3.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        description = "The scan of one huge directory beside find and rclone, as far as they are on the PATH.")
final class BackfillBenchCommand implements Callable<Integer> {
    @Option(names = "--files", defaultValue = "1000000", description = "Files in the directory; ${DEFAULT-VALUE}.")
    private int files;

    @Option(names = "--rounds", defaultValue = "3", description = "Runs of each; the best counts; ${DEFAULT-VALUE}.")
    private int rounds;

    @Override
    public Integer call() throws Exception {
        new ScanBench(files, rounds).run();
        return 0;
    }
}
