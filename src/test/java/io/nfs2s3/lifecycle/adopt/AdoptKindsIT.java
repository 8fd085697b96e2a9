package io.nfs2s3.lifecycle.adopt;

import static io.nfs2s3.lifecycle.adopt.AdoptRig.mending;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A mend gives an object what the settings say of its kind. */
class AdoptKindsIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final AdoptRig rig = new AdoptRig(site, """
            kinds.image {
              storageClass = STANDARD_IA
              kmsKey = "alias/images"
              tags { project = website }
              cacheControl = no-cache
            }
            """);

    private final List<S3Request> copies = new CopyOnWriteArrayList<>();

    /** What is copied stays as it is. */
    private S3Mishap copied(S3Request request) {
        if (!request.headers().containsKey("x-amz-copy-source")) {
            return new S3Mishap.Spared();
        }
        copies.add(request);
        return new S3Mishap.Answered(
                200,
                Map.of("Content-Type", "application/xml"),
                "<CopyObjectResult><ETag>\"e\"</ETag></CopyObjectResult>");
    }

    private void adopt(String path) {
        rig.both(path);
        rig.befall(this::copied);

        assertThat(rig.run(mending(path)).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
    }

    @Test
    void the_copy_has_storage_class_key_tags_and_headers_of_the_kind() {
        adopt("images/1.txt");

        assertThat(copies)
                .singleElement()
                .satisfies(copy -> assertThat(copy.headers())
                        .containsEntry("x-amz-storage-class", "STANDARD_IA")
                        .containsEntry("x-amz-server-side-encryption", "aws:kms")
                        .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", "alias/images")
                        .containsEntry("x-amz-tagging-directive", "REPLACE")
                        .containsEntry("x-amz-tagging", "project=website")
                        .containsEntry("cache-control", "no-cache"));
    }

    @Test
    void a_kind_that_says_nothing_leaves_tags_and_encryption_as_they_are() {
        adopt("others/1.txt");

        assertThat(copies)
                .singleElement()
                .satisfies(copy -> assertThat(copy.headers())
                        .doesNotContainKeys(
                                "x-amz-tagging-directive",
                                "x-amz-tagging",
                                "x-amz-server-side-encryption",
                                "x-amz-server-side-encryption-aws-kms-key-id")
                        .containsEntry("cache-control", "public, max-age=31536000, immutable"));
    }
}
