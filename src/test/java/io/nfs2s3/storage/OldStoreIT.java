package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that knows no checksums, trailers or chunks: without {@code s3.proof = checksum} nothing of them is sent. */
class OldStoreIT {
    private static final int PART = 5 * 1024 * 1024;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final S3FaultProxy s3 =
            site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));
    private static final Stores stores = site.closing(new Stores(site));
    private final List<String> refused = new CopyOnWriteArrayList<>();

    private S3Mishap mishap(S3Request request) {
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            boolean unknown = header.getKey().startsWith("x-amz-checksum-")
                    || header.getKey().equals("x-amz-trailer")
                    || header.getKey().equals("x-amz-sdk-checksum-algorithm")
                    || header.getValue().contains("aws-chunked")
                    || header.getValue().startsWith("STREAMING-");
            if (unknown) {
                refused.add(request.method() + " " + header);
                return new S3Mishap.Refused(501, "NotImplemented", "<Header>" + header.getKey() + "</Header>");
            }
        }
        return new S3Mishap.Spared();
    }

    private static NewObject object(String path) {
        FileVersion upload = new FileVersion(MediaPath.of(path), 1);
        return new NewObject(ObjectKey.of("", upload.path(), 1), upload, Copies.MODIFIED, "image/jpeg");
    }

    @ParameterizedTest
    @EnumSource(names = "CHECKSUM", mode = EnumSource.Mode.EXCLUDE)
    void put_parts_proof_and_delete_work(VerificationMode verification) {
        s3.befall(this::mishap);
        ObjectStore store = stores.with(
                "s3.endpoint = \"" + s3.endpoint() + "\"", "s3.proof = " + verification, "s3.partSize = 5 MiB");
        byte[] bytes = new byte[PART + 17];
        new Random(1).nextBytes(bytes);
        ByteBuffer small = ByteBuffer.wrap(bytes, 0, 1_000).slice();

        assertThat(store.put(object("images/small.jpg"), small, Checksum.crc32c(small))
                        .join())
                .isInstanceOf(PutOutcome.Proved.class);
        MultipartUpload large = store.putLarge(object("images/large.jpg"), bytes.length);
        large.send(ByteBuffer.wrap(bytes, 0, PART).slice()).join();
        large.send(ByteBuffer.wrap(bytes, PART, 17).slice()).join();
        assertThat(large.complete(Checksum.crc32c(ByteBuffer.wrap(bytes)))).isInstanceOf(PutOutcome.Proved.class);
        delete(store, object("images/small.jpg"));
        delete(store, object("images/large.jpg"));

        assertThat(refused).isEmpty();
        assertThat(site.keys()).isEmpty();
    }

    private static void delete(ObjectStore store, NewObject object) {
        store.delete(store.find(object.key(), null).join().orElseThrow()).join();
    }
}
