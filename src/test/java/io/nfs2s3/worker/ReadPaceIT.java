package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.storage.ObjectStore;
import io.nfs2s3.storage.StorageSettings;
import io.nfs2s3.storage.StoreClient;
import io.nfs2s3.storage.StoreLoad;
import io.nfs2s3.testing.TestSite;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Real files, whose bytes are counted by a clock that goes on by as much as a reader waits. */
class ReadPaceIT {
    private static final int MIB = 1024 * 1024;
    private static final double SECOND = 1e9;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final StorageSettings settings =
            site.settings("s3.multipartThreshold = 10 MiB").s3();

    private final AtomicLong now = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    /** When the file was said to be read, by the clock. */
    private final List<Long> readAt = new CopyOnWriteArrayList<>();

    private final RateLimiter pace = new RateLimiter(() -> MIB, now::get, this::pause);

    private void pause(long nanos) {
        now.addAndGet(nanos);
        longest.accumulateAndGet(nanos, Math::max);
    }

    /** @param bytes of a file that is put from memory, as a stream that is read twice, in parts */
    @ParameterizedTest
    @ValueSource(ints = {MIB + 1, 6 * MIB, 11 * MIB})
    void each_byte_is_counted_once_and_as_it_is_read(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        String path = "images/" + bytes + ".bin";
        site.write(path, content);

        assertThat(copy(path)).isInstanceOf(CopyOutcome.Copied.class);

        assertThat(now.get() / SECOND * MIB).isBetween(0.97 * bytes, 1.03 * bytes);
        assertThat(readAt).as("said once, with the last byte").containsExactly(now.get());
        assertThat(longest.get() / SECOND).as("piece by piece").isLessThan(0.02);
        assertThat(Arrays.equals(site.object(path), content)).isTrue();
    }

    private CopyOutcome copy(String path) {
        try (NfsSource source =
                        new NfsSource(site.settings().source(), site.settings().names());
                StoreClient client = StoreClient.open(
                        settings,
                        credentials(),
                        Region.of(site.addresses().region()),
                        4,
                        new StoreLoad(),
                        Clock.systemUTC())) {
            FileCopier copier = new FileCopier(
                    source,
                    new ObjectStore(client, settings),
                    new ContentTypes(),
                    new ByteBudget(64L * MIB),
                    new ReadPace(MIB, pace));
            return copier.copy(new FileVersion(MediaPath.of(path), 1), false, () -> readAt.add(now.get()))
                    .join();
        }
    }

    private static AwsCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(
                site.addresses().accessKeyId(), site.addresses().secretAccessKey()));
    }
}
