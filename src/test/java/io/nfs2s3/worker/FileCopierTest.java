package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.SourceSettings;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.storage.KindOptions;
import io.nfs2s3.storage.ObjectStore;
import io.nfs2s3.storage.StorageSettings;
import io.nfs2s3.storage.StoreClient;
import io.nfs2s3.storage.StoreLoad;
import io.nfs2s3.storage.VerificationMode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** A file whose PUT cannot even begin gives its memory back, and says what is wrong. */
class FileCopierTest {
    private static final int PART = 5 * 1024 * 1024;
    private static final int BUDGET = 16 * 1024 * 1024;
    private static final StorageSettings SETTINGS = new StorageSettings(
            Optional.of(URI.create("http://127.0.0.1:1")),
            "bucket",
            "",
            true,
            PART,
            PART + 1,
            VerificationMode.CHECKSUM,
            Duration.ofHours(1),
            Duration.ofSeconds(10),
            "",
            Duration.ZERO,
            KindOptions.NONE);

    private final ByteBudget budget = new ByteBudget(BUDGET);

    @TempDir
    private Path root;

    /** @return why a file of this size is not copied */
    private Throwable failure(int bytes, AwsCredentialsProvider credentials) throws Exception {
        Files.write(root.resolve("1.bin"), new byte[bytes]);
        SourceSettings mount =
                new SourceSettings(root, MediaPath.of("1.bin"), Duration.ofSeconds(90), Duration.ofMinutes(1), 2, 1);
        try (NfsSource source = new NfsSource(mount, NameRules.DEFAULTS);
                StoreClient client = StoreClient.open(
                        SETTINGS, credentials, Region.US_EAST_1, 2, new StoreLoad(), Clock.systemUTC())) {
            FileCopier copier = new FileCopier(
                    source, new ObjectStore(client, SETTINGS), new ContentTypes(), budget, Paces.unlimitedReading());
            return FutureErrors.cause(catchThrowable(
                    () -> copier.copy(new FileVersion(MediaPath.of("1.bin"), 1), true, () -> {})
                            .orTimeout(1, TimeUnit.MINUTES)
                            .join()));
        }
    }

    private void assertThatTheBudgetIsWhole() {
        CompletableFuture.runAsync(() -> budget.acquire(BUDGET))
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static AwsCredentials missingClass() {
        throw new NoClassDefFoundError("of the provider");
    }

    private static AwsCredentials broken() {
        throw new IllegalStateException("no vault");
    }

    @Test
    void an_error_out_of_the_put_leaves_the_budget_whole() throws Exception {
        assertThat(failure(100, FileCopierTest::missingClass)).hasStackTraceContaining("of the provider");

        assertThatTheBudgetIsWhole();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, PART + 1, 2 * PART})
    void a_provider_of_credentials_that_throws_is_a_store_that_is_down(int bytes) throws Exception {
        assertThat(failure(bytes, FileCopierTest::broken))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.STORE_DOWN))
                .hasMessageContaining("no vault");

        assertThatTheBudgetIsWhole();
    }
}
