package io.nfs2s3.testing;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;

/** Objects as a worker of a site leaves them, put by none of the code that is under test. For paths of plain letters. */
public final class OwnObjects {
    private static final String BODY = "x";

    private OwnObjects() {}

    /** The copy of an upload, of one byte. */
    public static void put(TestSite site, FileVersion upload) {
        put(site, upload, metadata(site, upload));
    }

    /** The same with other metadata. */
    public static void put(TestSite site, FileVersion upload, Map<String, String> metadata) {
        site.s3()
                .putObject(
                        request -> request.bucket(site.bucket())
                                .key(ObjectKey.of("", upload.path(), upload.generation())
                                        .value())
                                .metadata(metadata)
                                .checksumCRC32C(Checksum.crc32c(StandardCharsets.UTF_8.encode(BODY))
                                        .value()),
                        RequestBody.fromString(BODY));
    }

    /** What it says about itself. */
    public static Map<String, String> metadata(TestSite site, FileVersion upload) {
        return Map.of(
                "site",
                site.id(),
                "media-path",
                upload.path().value(),
                "generation",
                String.valueOf(upload.generation()),
                "source-mtime",
                Copies.MODIFIED.toString());
    }
}
