package io.nfs2s3.lab.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.testing.TestSite;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The server behind checks signatures: what is answered has arrived as it was sent. */
class S3FaultProxyIT {
    private static final String KEY = "images/größe +1 & 2.jpg";
    private static final byte[] SMALL = "some bytes".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final S3FaultProxy proxy = site.closing(
            S3FaultProxy.to(site.addresses().s3Endpoint(), key -> site.keys().contains(key)));
    private static final S3Client client =
            site.closing(StackClients.s3(site.addresses().withS3Endpoint(proxy.endpoint())));
    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void begin() {
        proxy.accept();
        site.s3().deleteObject(request -> request.bucket(site.bucket()).key(KEY));
    }

    private static void put(byte[] bytes) {
        client.putObject(
                request -> request.bucket(site.bucket()).key(KEY).ifNoneMatch("*"), RequestBody.fromBytes(bytes));
    }

    private static void uploadInParts() {
        String id = client.createMultipartUpload(
                        request -> request.bucket(site.bucket()).key(KEY))
                .uploadId();
        String etag = client.uploadPart(
                        request -> request.bucket(site.bucket())
                                .key(KEY)
                                .uploadId(id)
                                .partNumber(1),
                        RequestBody.fromBytes(SMALL))
                .eTag();
        client.completeMultipartUpload(request -> request.bucket(site.bucket())
                .key(KEY)
                .uploadId(id)
                .ifNoneMatch("*")
                .multipartUpload(upload -> upload.parts(
                        CompletedPart.builder().partNumber(1).eTag(etag).build())));
    }

    @Test
    void requests_and_answers_of_all_kinds_pass() {
        byte[] large = new byte[3_000_000]; // the client waits for "100 Continue" before it sends so much
        new Random(1).nextBytes(large);
        put(large);

        assertThat(client.getObjectAsBytes(
                                request -> request.bucket(site.bucket()).key(KEY))
                        .asByteArray())
                .isEqualTo(large);
        assertThat(client.headObject(request -> request.bucket(site.bucket()).key(KEY))
                        .contentLength())
                .isEqualTo(large.length);
        assertThat(client.listObjectsV2(request -> request.bucket(site.bucket()))
                        .keyCount())
                .isEqualTo(1);
        client.deleteObject(request -> request.bucket(site.bucket()).key(KEY));
        assertThat(site.keys()).isEmpty();
    }

    @Test
    void a_request_that_is_refused_never_reaches_the_server() {
        proxy.befall(request -> new S3Mishap.Refused(409, "ConditionalRequestConflict"));
        assertThatThrownBy(() -> put(SMALL)).isInstanceOfSatisfying(S3Exception.class, error -> {
            assertThat(error.statusCode()).isEqualTo(409);
            assertThat(error.awsErrorDetails().errorCode()).isEqualTo("ConditionalRequestConflict");
        });
        assertThat(site.keys()).isEmpty();

        proxy.accept();
        put(SMALL);
        assertThat(site.object(KEY)).isEqualTo(SMALL);
    }

    @Test
    void a_lost_answer_leaves_the_object_there_so_that_the_same_call_finds_its_key_taken() {
        proxy.befall(request -> asked.getAndIncrement() == 0 ? new S3Mishap.AnswerLost() : new S3Mishap.Spared());
        assertThatThrownBy(() -> put(SMALL))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        error -> assertThat(error.statusCode()).isEqualTo(412));
        assertThat(asked).hasValue(2);
        assertThat(site.object(KEY)).isEqualTo(SMALL);
    }

    @Test
    void a_request_that_is_cut_off_never_reaches_the_server() {
        proxy.befall(request -> new S3Mishap.CutOff());
        assertThatThrownBy(() -> put(SMALL)).isInstanceOf(SdkClientException.class);
        assertThat(site.keys()).isEmpty();
    }

    @Test
    void a_mishap_knows_the_request_that_it_befalls() {
        proxy.befall(request -> request.method().equals("PUT")
                        && request.key().equals(KEY)
                        && request.query().isEmpty()
                        && request.isConditional()
                ? new S3Mishap.Refused(412, "PreconditionFailed")
                : new S3Mishap.Spared());
        client.headBucket(request -> request.bucket(site.bucket()));
        assertThatThrownBy(() -> put(SMALL)).isInstanceOf(S3Exception.class);
    }

    @Test
    void parts_are_not_put_together_under_a_key_that_is_taken() {
        uploadInParts();
        assertThat(site.object(KEY)).isEqualTo(SMALL);
        assertThatThrownBy(S3FaultProxyIT::uploadInParts)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        error -> assertThat(error.statusCode()).isEqualTo(412));
    }
}
