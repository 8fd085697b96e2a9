package io.nfs2s3.lab.bench;

import io.nfs2s3.settings.Settings;
import io.nfs2s3.testing.Programs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Copies files as an operator does who does not know nfs2s3: by rclone where that is on the PATH, else by a loop of PUTs. */
final class PlainCopy {
    private PlainCopy() {}

    /** Copies all of a set, those of the warm-up too. @return files/s of what is measured */
    static double copy(Settings settings, FileSet files, String prefix, int concurrency, Path home)
            throws IOException, InterruptedException {
        String source = files.root().resolve(files.size().label()).toString();
        long start = System.nanoTime();
        if (Programs.isOnPath("rclone")) {
            TimedCommand.Usage usage = new TimedCommand(home)
                    .run(
                            Rclone.command(
                                    List.of(
                                            "copy",
                                            source,
                                            ":s3:" + settings.s3().bucket() + "/" + prefix
                                                    + files.size().label()),
                                    endpoint(settings).toString(),
                                    List.of(
                                            "--s3-env-auth",
                                            "--s3-no-check-bucket",
                                            "--transfers",
                                            String.valueOf(concurrency))),
                            Map.of(
                                    "AWS_CA_BUNDLE",
                                    "",
                                    "AWS_ACCESS_KEY_ID",
                                    settings.aws().accessKeyId(),
                                    "AWS_SECRET_ACCESS_KEY",
                                    settings.aws().secretAccessKey(),
                                    "NO_PROXY",
                                    "127.0.0.1"));
            if (usage.exitCode() != 0) {
                throw new IllegalStateException("rclone copy ended with " + usage.exitCode() + ": " + usage.output());
            }
        } else {
            put(settings, files, prefix, concurrency);
        }
        return (files.count() + files.warmUp()) / Glance.secondsSince(start);
    }

    private static URI endpoint(Settings settings) {
        return settings.s3().endpoint().orElseThrow();
    }

    private static void put(Settings settings, FileSet files, String prefix, int concurrency)
            throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(concurrency);
        try (S3Client s3 = S3Client.builder()
                .endpointOverride(endpoint(settings))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        settings.aws().accessKeyId(), settings.aws().secretAccessKey())))
                .build()) {
            List<Future<?>> puts = Stream.concat(files.measured().stream(), files.forWarmUp().stream())
                    .<Future<?>>map(path -> threads.submit(() -> s3.putObject(
                            request -> request.bucket(settings.s3().bucket()).key(prefix + path.value()),
                            RequestBody.fromFile(files.root().resolve(path.value())))))
                    .toList();
            for (Future<?> put : puts) {
                put.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdown();
        }
    }
}
