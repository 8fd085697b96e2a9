package io.nfs2s3.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.KindOptions;
import io.nfs2s3.storage.MultipartUpload;
import io.nfs2s3.storage.NewObject;
import io.nfs2s3.storage.ObjectStore;
import io.nfs2s3.storage.PutOutcome;
import io.nfs2s3.storage.StorageSettings;
import io.nfs2s3.storage.StoreClient;
import io.nfs2s3.storage.StoreLoad;
import io.nfs2s3.storage.StoredObject;
import io.nfs2s3.storage.VerificationMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

@Order(1) // waits for most of its time: beside it the others go on
class SinkServerTest {
    private static final String BUCKET = "swallowed";
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any-secret"));
    private static final int PART = 5 * 1024 * 1024;
    private static SinkServer server;
    private static StoreClient client;
    private static S3AsyncClient s3;
    private static ObjectStore store;

    @BeforeAll
    static void start() {
        server = SinkServer.start();
        StorageSettings settings = new StorageSettings(
                Optional.of(server.endpoint()),
                BUCKET,
                "",
                true,
                PART,
                PART,
                VerificationMode.CHECKSUM,
                Duration.ofHours(1),
                Duration.ofSeconds(60),
                "",
                Duration.ZERO,
                KindOptions.NONE);
        client = StoreClient.open(settings, CREDENTIALS, Region.US_EAST_1, 8, new StoreLoad(), Clock.systemUTC());
        store = new ObjectStore(client, settings);
        s3 = S3AsyncClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .forcePathStyle(true)
                .build();
    }

    @AfterAll
    static void stop() {
        s3.close();
        client.close();
        server.close();
    }

    private static NewObject object(String path) {
        MediaPath media = MediaPath.of(path);
        return new NewObject(ObjectKey.of("", media, 1), new FileVersion(media, 1), Instant.EPOCH, "image/jpeg");
    }

    private static ByteBuffer bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static HeadObjectResponse head(String key) {
        return s3.headObject(request -> request.bucket(BUCKET).key(key).checksumMode(ChecksumMode.ENABLED))
                .join();
    }

    @Test
    void a_put_is_proved_by_the_checksum_that_comes_back() {
        ByteBuffer bytes = bytes(20_000);
        Checksum checksum = Checksum.crc32c(bytes);

        PutOutcome outcome =
                store.put(object("images/put.jpg"), bytes, checksum).join();

        assertThat(outcome).isInstanceOf(PutOutcome.Proved.class);
        HeadObjectResponse head = head("images/put.jpg");
        assertThat(head.contentLength()).isEqualTo(20_000);
        assertThat(head.checksumCRC32C()).isEqualTo(checksum.value());
        assertThat(head.eTag()).isEqualTo(((PutOutcome.Proved) outcome).etag());
    }

    @Test
    void a_key_that_is_taken_stays_as_it_is() {
        store.put(object("images/taken.jpg"), bytes(100), Checksum.crc32c(bytes(100)))
                .join();

        PutOutcome outcome = store.put(object("images/taken.jpg"), bytes(200), Checksum.crc32c(bytes(200)))
                .join();

        assertThat(outcome).isInstanceOf(PutOutcome.Taken.class);
        assertThat(head("images/taken.jpg").contentLength()).isEqualTo(100);
    }

    @Test
    void parts_become_one_object_with_the_checksum_of_the_whole() {
        Checksum whole = Checksum.crc32c(bytes(PART + 1_000));
        MultipartUpload put = store.putLarge(object("images/large.jpg"), PART + 1_000);
        put.send(bytes(PART)).join();
        put.send(bytes(1_000)).join();

        assertThat(put.complete(whole)).isInstanceOf(PutOutcome.Proved.class);
        assertThat(head("images/large.jpg").contentLength()).isEqualTo(PART + 1_000);
        assertThat(head("images/large.jpg").checksumCRC32C()).isEqualTo(whole.value());
    }

    @Test
    void an_upload_that_is_given_up_leaves_no_object() {
        MultipartUpload put = store.putLarge(object("images/aborted.jpg"), PART);
        put.send(bytes(PART)).join();

        put.abort();

        assertThatThrownBy(() -> head("images/aborted.jpg")).hasCauseInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void a_list_goes_on_from_page_to_page_and_keeps_to_its_prefix() throws IOException {
        for (int i = 0; i < 1_500; i++) {
            String key = "listed/%04d".formatted(i);
            s3.putObject(request -> request.bucket(BUCKET).key(key), AsyncRequestBody.fromBytes(new byte[3]))
                    .join();
        }
        s3.putObject(request -> request.bucket(BUCKET).key("listed-not"), AsyncRequestBody.empty())
                .join();

        try (Target target = new Target("sink", server.endpoint(), BUCKET, CREDENTIALS, Optional.empty())) {
            assertThat(target.contents("listed/")).isEqualTo(new Target.Contents(1_500, 4_500));
        }
    }

    @Test
    void a_bucket_is_there_and_an_object_can_be_removed() {
        assertThat(store.check().join()).isTrue();
        store.put(object("images/gone.jpg"), bytes(10), Checksum.crc32c(bytes(10)))
                .join();

        StoredObject found = store.find(ObjectKey.of("", MediaPath.of("images/gone.jpg"), 1), null)
                .join()
                .orElseThrow();
        assertThat(store.delete(found).join()).isTrue();

        assertThatThrownBy(() -> head("images/gone.jpg")).hasCauseInstanceOf(NoSuchKeyException.class);
    }
}
