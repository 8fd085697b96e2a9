package io.nfs2s3.storage;

import static io.nfs2s3.storage.Puts.object;
import static io.nfs2s3.storage.Puts.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the settings say of a kind arrives at the store, signed, however an object is put. The store here takes everything. */
class KindHeadersIT {
    private static final String CHECKSUM = "x-amz-checksum-crc32c";
    private static final String KEY = "arn:aws:kms:eu-central-1:123456789012:key/1";
    private static final Map<String, String> OF_IMAGES = Map.of(
            "x-amz-storage-class", "INTELLIGENT_TIERING",
            "x-amz-tagging", "cost.center=12&project=web%20site",
            "x-amz-server-side-encryption", "aws:kms",
            "x-amz-server-side-encryption-aws-kms-key-id", KEY,
            "cache-control", "public, max-age=60",
            "content-disposition", "attachment");

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final S3FaultProxy proxy =
            site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));
    private static Stores stores;
    private static ObjectStore store;
    private final List<S3Request> requests = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void open() {
        stores = new Stores(site);
        store = stores.with("s3.endpoint = \"" + proxy.endpoint() + "\"", """
                kinds.image {
                  storageClass = INTELLIGENT_TIERING
                  tags { project = "web site", cost.center = 12 }
                  kmsKey = "%s"
                  cacheControl = "public, max-age=60"
                  contentDisposition = attachment
                }
                """.formatted(KEY));
    }

    @AfterAll
    static void close() {
        stores.close();
    }

    @BeforeEach
    void begin() {
        proxy.befall(request -> {
            requests.add(request);
            return taken(request);
        });
    }

    /** As S3 answers what it takes. */
    private static S3Mishap taken(S3Request request) {
        if (request.method().equals("POST")) {
            return new S3Mishap.Answered(
                    200,
                    Map.of("Content-Type", "application/xml"),
                    "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>");
        }
        return request.method().equals("PUT")
                ? new S3Mishap.Answered(
                        200, Map.of("ETag", "\"e\"", CHECKSUM, request.headers().get(CHECKSUM)), "")
                : new S3Mishap.Answered(204, Map.of(), "");
    }

    private static void assertThatTheyAreSigned(S3Request request) {
        assertThat(request.headers()).containsAllEntriesOf(OF_IMAGES);
        assertThat(request.headers().get("authorization"))
                .contains("x-amz-server-side-encryption;x-amz-server-side-encryption-aws-kms-key-id;")
                .contains("x-amz-storage-class;x-amz-tagging");
    }

    @Test
    void a_put_has_the_headers_of_its_kind() {
        assertThat(put(store, object("images/1.jpg"), "some bytes")).isInstanceOf(PutOutcome.Proved.class);

        assertThat(requests).singleElement().satisfies(KindHeadersIT::assertThatTheyAreSigned);
    }

    @Test
    void an_upload_in_parts_begins_with_the_headers_of_its_kind() {
        MultipartUpload begun = store.putLarge(object("images/large.jpg"), 6L * 1024 * 1024);
        begun.abort();

        assertThat(requests)
                .filteredOn(request -> request.method().equals("POST"))
                .singleElement()
                .satisfies(KindHeadersIT::assertThatTheyAreSigned);
    }

    @Test
    void an_object_of_another_kind_has_none_of_them() {
        put(store, object("audio/1.mp3", "audio/mpeg"), "some bytes");

        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.headers())
                    .doesNotContainKeys("x-amz-storage-class", "x-amz-tagging", "x-amz-server-side-encryption")
                    .containsEntry("content-disposition", "inline")
                    .containsEntry("cache-control", "public, max-age=31536000, immutable");
        });
    }
}
