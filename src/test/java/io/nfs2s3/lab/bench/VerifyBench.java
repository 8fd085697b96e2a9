package io.nfs2s3.lab.bench;

import io.nfs2s3.lab.bench.LifecycleSite.Ran;
import io.nfs2s3.testing.Directories;
import io.nfs2s3.testing.Programs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * {@code verify} by listing, beside {@code rclone check --size-only}, {@code s5cmd ls} and a bare listing by the SDK, on a
 * server that answers from its memory. rclone compares the objects with the files that they were copied from, here files
 * without blocks; verify compares them with the rows, by size and ETag.
 */
final class VerifyBench {
    private static final String BUCKET = "nfs2s3-media";
    private static final String PREFIX = "m/";
    private static final String HEAP = "128m";
    private static final String SINK_HEAP = "3g";
    private static final double MEGABYTE = 1_000_000;
    private static final String ROW = "  %-34s %12s %12s %10s %10s %10s %10s%n";
    private final int objects;
    private final Summary summary = new Summary("verify");

    VerifyBench(int objects) {
        this.objects = objects;
    }

    void run() throws Exception {
        try (Servers servers = Servers.start();
                ServerProcess sink = ServerProcess.start(
                        FilledSink.class,
                        SINK_HEAP,
                        servers.home().resolve("sink"),
                        SinkServer.READY,
                        BUCKET,
                        PREFIX,
                        String.valueOf(objects))) {
            run(servers, SinkServer.endpoint(sink.log()).toString());
        }
        System.out.println("\n" + summary.line());
    }

    private void run(Servers servers, String endpoint) throws Exception {
        Path root = servers.home().resolve("media");
        double ours;
        System.out.printf(Locale.ROOT, "%n%,d objects; each a process from its start%n", objects);
        System.out.printf(ROW, "", "objects/s", "a core", "seconds", "CPU s", "heap MiB", "peak MB");
        try (LifecycleSite site = new LifecycleSite(
                servers, root, "s3 { endpoint = \"" + endpoint + "\", prefix = \"" + PREFIX + "\" }")) {
            site.insert(FilledSink.rows(), PREFIX, objects);
            Ran ran = site.run(HEAP, "verify", "--json");
            if (ran.number("match") != objects) {
                throw new IllegalStateException("not all match: " + ran.last());
            }
            ours = objects / ran.seconds();
            print("verify (heap " + HEAP + ")", ran.seconds(), ran.cpuSeconds(), ran.peakHeap(), ran.peakBytes());
            summary.add("objects", String.valueOf(objects));
            summary.add("lists", String.valueOf(ran.number("lists")));
            summary.add("heads", String.valueOf(ran.number("heads")));
            summary.add("seconds", number("%.2f", ran.seconds()));
            summary.add("heap_mib", String.valueOf(ran.peakHeap()));
            summary.add("per_s", number("%.0f", ours));
            summary.add("per_s_core", number("%.0f", objects / ran.cpuSeconds()));
        }
        List<String> bare = new ArrayList<>(ServerProcess.java(HEAP));
        bare.addAll(List.of(BareListing.class.getName(), endpoint, BUCKET, PREFIX, String.valueOf(objects)));
        beside(servers, "bare listing, 8 at once", "bare", bare, ours);
        if (isPresent("s5cmd")) {
            beside(
                    servers,
                    "s5cmd ls",
                    "s5cmd",
                    List.of(
                            "s5cmd",
                            "--no-sign-request",
                            "--endpoint-url",
                            endpoint,
                            "ls",
                            "s3://" + BUCKET + "/" + PREFIX + "images/*"),
                    ours);
        }
        if (isPresent("rclone")) {
            layFiles(root);
            double rclone = beside(servers, "rclone check --size-only", "rclone", check(root, endpoint), ours);
            summary.addRatio("verify", "rclone", ours / rclone);
            Directories.delete(root);
        }
    }

    private static boolean isPresent(String program) {
        boolean present = Programs.isOnPath(program);
        if (!present) {
            System.out.println("bench: " + program + " is not on the PATH: it is missing below");
        }
        return present;
    }

    private static List<String> check(Path root, String endpoint) {
        return Rclone.command(
                List.of(
                        "check",
                        root.resolve("images").toString(),
                        ":s3:" + BUCKET + "/" + PREFIX + "images",
                        "--size-only",
                        "--fast-list"),
                endpoint,
                List.of("--s3-list-version", "2", "--checkers", "32"));
    }

    /** Files of the right sizes, and without a block of data: nobody reads them. */
    private void layFiles(Path root) throws IOException {
        for (int i = 0; i < objects; i++) {
            Path path = root.resolve(FilledSink.path(i));
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength(FilledSink.size(i));
            }
        }
    }

    private double beside(Servers servers, String title, String key, List<String> command, double ours)
            throws IOException, InterruptedException {
        TimedCommand.Usage usage = new TimedCommand(servers.home())
                .run(
                        command,
                        Map.of(
                                "AWS_CA_BUNDLE",
                                "",
                                "AWS_ACCESS_KEY_ID",
                                "",
                                "AWS_SECRET_ACCESS_KEY",
                                "",
                                "NO_PROXY",
                                "127.0.0.1"));
        boolean found = switch (key) {
            case "bare" -> usage.output().strip().equals(String.valueOf(objects));
            case "s5cmd" -> usage.output().lines().count() == objects;
            default -> usage.output().contains(objects + " matching files");
        };
        if (usage.exitCode() != 0 || !found) {
            throw new IllegalStateException(title + " ended with " + usage.exitCode() + ": "
                    + usage.output().substring(0, Math.min(1_000, usage.output().length())));
        }
        print(title, usage.seconds(), usage.cpuSeconds(), 0, usage.peakBytes());
        double rate = objects / usage.seconds();
        summary.add(key + "_per_s", number("%.0f", rate));
        summary.add("against_" + key, number("%.2f", ours / rate));
        return rate;
    }

    private void print(String title, double seconds, double cpuSeconds, long heap, long peakBytes) {
        System.out.printf(
                ROW,
                title,
                number("%,.0f", objects / seconds),
                number("%,.0f", objects / cpuSeconds),
                number("%.2f", seconds),
                number("%.1f", cpuSeconds),
                heap == 0 ? "" : String.valueOf(heap),
                number("%.0f", peakBytes / MEGABYTE));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
