package io.nfs2s3.lab.bench;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists a bucket by the SDK in some ranges side by side, and does nothing with what it gets. */
public final class BareListing {
    private static final int RANGES = 8;

    private BareListing() {}

    /** Takes the address, the bucket, the prefix and the number of objects; prints how many it found. */
    public static void main(String... arguments) throws Exception {
        int count = Integer.parseInt(arguments[3]);
        ExecutorService threads = Executors.newFixedThreadPool(RANGES);
        try (S3Client s3 = S3Client.builder()
                .endpointOverride(URI.create(arguments[0]))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            List<Future<Long>> ranges = IntStream.range(0, RANGES)
                    .mapToObj(range -> threads.submit(() -> list(
                            s3,
                            arguments[1],
                            arguments[2],
                            key(arguments[2], count, range),
                            key(arguments[2], count, range + 1))))
                    .toList();
            long found = 0;
            for (Future<Long> range : ranges) {
                found += range.get();
            }
            System.out.println(found);
        } finally {
            threads.shutdown();
        }
    }

    /** The last key before a range; the ranges are alike. */
    private static String key(String prefix, int count, int range) {
        long first = (long) count * range / RANGES;
        return first == 0 ? prefix : prefix + FilledSink.path((int) first - 1);
    }

    private static long list(S3Client s3, String bucket, String prefix, String after, String last) {
        long found = 0;
        for (S3Object object : s3.listObjectsV2Paginator(
                        request -> request.bucket(bucket).prefix(prefix).startAfter(after))
                .contents()) {
            if (object.key().compareTo(last) > 0) {
                break;
            }
            found += object.key().toLowerCase(Locale.ROOT).endsWith(".jpg") ? 1 : 0;
        }
        return found;
    }
}
