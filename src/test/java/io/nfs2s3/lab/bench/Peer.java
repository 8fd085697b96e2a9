package io.nfs2s3.lab.bench;

import io.nfs2s3.testing.Programs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Another tool that copies files to S3, told to do nothing but that: no HEAD, no look at the target, no progress. */
enum Peer {
    S5CMD,
    RCLONE,
    AWS;

    /** Its name on the PATH. */
    String program() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Those of some that are on the PATH; says which are not. */
    static List<Peer> present(List<Peer> some) {
        some.stream()
                .filter(peer -> !peer.isOnPath())
                .forEach(peer ->
                        System.out.println("bench: " + peer.program() + " is not on the PATH: it is missing below"));
        return some.stream().filter(Peer::isOnPath).toList();
    }

    private boolean isOnPath() {
        return Programs.isOnPath(program());
    }

    /** Whether it is so slow that a tenth of many files must do. */
    boolean isSlow() {
        return this == AWS;
    }

    /**
     * Copies a directory.
     *
     * @param prefix ends in a slash
     * @param concurrency files at once; aws has that from its settings
     */
    List<String> command(Path directory, Target target, String prefix, int concurrency) {
        String endpoint = target.endpoint().toString();
        String bucket = target.bucket() + "/" + prefix;
        String many = String.valueOf(concurrency);
        List<String> command = command(directory, endpoint, bucket, many);
        return endpoint.startsWith("https") ? withoutVerification(command) : command;
    }

    /** The certificate is made for the run. */
    private List<String> withoutVerification(List<String> command) {
        List<String> all = new ArrayList<>(command);
        all.add(1, this == RCLONE ? "--no-check-certificate" : "--no-verify-ssl");
        return all;
    }

    private List<String> command(Path directory, String endpoint, String bucket, String many) {
        return switch (this) {
            case S5CMD ->
                List.of(
                        "s5cmd",
                        "--endpoint-url",
                        endpoint,
                        "--numworkers",
                        many,
                        "--log",
                        "error",
                        "cp",
                        directory + "/",
                        "s3://" + bucket);
            case RCLONE ->
                Rclone.command(
                        List.of("copy", directory.toString(), ":s3:" + bucket),
                        endpoint,
                        List.of(
                                "--s3-env-auth",
                                "--s3-no-check-bucket",
                                "--s3-no-head",
                                "--s3-disable-checksum",
                                "--ignore-checksum",
                                "--no-check-dest",
                                "--no-traverse",
                                "--transfers",
                                many,
                                "--checkers",
                                many));
            case AWS ->
                List.of(
                        "aws",
                        "--endpoint-url",
                        endpoint,
                        "s3",
                        "cp",
                        "--recursive",
                        "--only-show-errors",
                        directory.toString(),
                        "s3://" + bucket);
        };
    }
}
