package io.nfs2s3.lab.bench;

import io.nfs2s3.settings.AwsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs of another tool, each a process. */
final class PeerRun implements Contender {
    private static final int MANY = 1_000;
    private final Peer peer;
    private final int concurrency;
    private final TimedCommand timed;
    private final Map<String, String> environment;

    /** @param home for notes and settings of the tool */
    PeerRun(Peer peer, int concurrency, AwsSettings aws, Path home) throws IOException {
        this.peer = peer;
        this.concurrency = concurrency;
        this.timed = new TimedCommand(home);
        this.environment = environment(aws, Files.writeString(home.resolve("aws.config"), """
                [default]
                s3 =
                  addressing_style = path
                  max_concurrent_requests = %d
                  max_queue_size = 10000
                """.formatted(concurrency)));
    }

    private static Map<String, String> environment(AwsSettings aws, Path config) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "AWS_ACCESS_KEY_ID", aws.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", aws.secretAccessKey(),
                "AWS_REGION", "us-east-1",
                "AWS_DEFAULT_REGION", "us-east-1",
                "AWS_CONFIG_FILE", config.toString(),
                "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_REQUEST_CHECKSUM_CALCULATION", "when_required",
                "NO_PROXY", "127.0.0.1,localhost"));
        // What the user has set for the real AWS. rclone does not start with a bundle of certificates that it cannot
        // use.
        List.of("AWS_CA_BUNDLE", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_SESSION_TOKEN")
                .forEach(name -> environment.put(name, ""));
        return environment;
    }

    @Override
    public String name() {
        return peer.program();
    }

    @Override
    public boolean isOurs() {
        return false;
    }

    @Override
    public Result run(Target target, FileSet files, String run) throws IOException, InterruptedException {
        boolean some = peer.isSlow() && files.count() >= MANY;
        int count = some ? files.firstCount() : files.count();
        String prefix = run + "/";
        TimedCommand.Usage usage = timed.run(
                peer.command(some ? files.first() : files.directory(), target, prefix, concurrency), environment);
        Target.Contents found = target.contents(prefix);
        Target.Contents expected = new Target.Contents(count, files.bytesOf(count));
        if (usage.exitCode() != 0) {
            return new Result.Failed("it ended with " + usage.exitCode() + ": "
                    + usage.output().lines().findFirst().orElse(""));
        }
        if (!found.equals(expected)) {
            return new Result.Failed("the target has " + found + ", not " + expected);
        }
        return new Result.Valid(
                new Figures(count, files.bytesOf(count), usage.seconds(), usage.cpuSeconds(), usage.peakBytes()),
                some ? "on the first %,d of the files".formatted(count) : "");
    }
}
