package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.storage.ObjectStore;
import io.nfs2s3.storage.StorageSettings;
import io.nfs2s3.storage.StoreClient;
import io.nfs2s3.storage.StoreLoad;
import io.nfs2s3.testing.TestSite;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** How the limit follows the PUTs of real files. */
class AdaptiveLimitIT {
    private static final int MIB = 1024 * 1024;
    private static final int MOST = 4;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final StorageSettings settings =
            site.settings("s3.multipartThreshold = 10 MiB").s3();
    private final ConcurrencyLimiter limiter =
            new ConcurrencyLimiter(MOST, 1, () -> false, Paces.unlimited(), ConcurrencyLimiter.ALL);
    private final AdaptiveLimit limit = new AdaptiveLimit(limiter, MOST, Duration.ofSeconds(5));

    /** @param bytes of a file that is put from memory, as a stream, in parts */
    @ParameterizedTest
    @ValueSource(ints = {MIB + 1, 6 * MIB, 11 * MIB})
    void after_a_burst_of_503_it_grows_though_all_files_are_large(int bytes) {
        for (int i = 0; i < 100; i++) {
            limit.slowDown(Duration.ofMillis(20));
        }
        assertThat(limit.now()).isEqualTo(1);
        assertThat(limiter.acquire(false, () -> true)).isPresent();

        assertThat(copy("images/" + bytes + ".bin", bytes)).isInstanceOf(CopyOutcome.Copied.class);

        assertThat(limit.now()).isGreaterThan(1);
    }

    private CopyOutcome copy(String path, int bytes) {
        site.write(path, new byte[bytes]);
        StoreLoad load = new StoreLoad();
        load.tell(limit);
        try (NfsSource source =
                        new NfsSource(site.settings().source(), site.settings().names());
                StoreClient client = StoreClient.open(
                        settings, credentials(), Region.of(site.addresses().region()), MOST, load, Clock.systemUTC())) {
            FileCopier copier = new FileCopier(
                    source,
                    new ObjectStore(client, settings),
                    new ContentTypes(),
                    new ByteBudget(64L * MIB),
                    Paces.unlimitedReading());
            return copier.copy(new FileVersion(MediaPath.of(path), 1), true, () -> {})
                    .join();
        }
    }

    private static AwsCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(
                site.addresses().accessKeyId(), site.addresses().secretAccessKey()));
    }
}
