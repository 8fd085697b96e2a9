package io.nfs2s3.lab.bench;

import java.util.ArrayList;
import java.util.List;

/** How rclone is told of a store without a file of its own. */
final class Rclone {
    private Rclone() {}

    /** A command with its arguments, the store, and further options. */
    static List<String> command(List<String> command, String endpoint, List<String> options) {
        List<String> all = new ArrayList<>(List.of("rclone"));
        all.addAll(command);
        all.addAll(List.of(
                "--config",
                "",
                "--s3-provider",
                "Other",
                "--s3-region",
                "us-east-1",
                "--s3-endpoint",
                endpoint,
                "--s3-force-path-style",
                "--stats",
                "0"));
        all.addAll(options);
        return all;
    }
}
