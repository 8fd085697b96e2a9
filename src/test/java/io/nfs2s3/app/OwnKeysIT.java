package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** AWS's own SQS beside the store of another maker: each is called with its own keys, and for its own region. */
class OwnKeysIT {
    private static final String REGION_OF_STORE = "eu-south-2";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final SqsFront sqs = site.closing(new SqsFront(site.sqsEndpoint()));
    private static final S3FaultProxy s3 = site.closing(
            S3FaultProxy.to(site.addresses().s3Endpoint(), key -> site.keys().contains(key)));

    /** The id of the key, the region and the service that signatures are for. */
    private static Set<String> scopes(Collection<String> authorizations) {
        return authorizations.stream()
                .map(header -> header.replaceFirst("^.*Credential=([^/]+)/[0-9]+/([^/]+)/([^/]+)/.*$", "$1 $2 $3"))
                .collect(Collectors.toSet());
    }

    @Test
    void a_file_is_migrated_with_two_pairs_of_keys_in_two_regions() {
        Set<String> ofStore = ConcurrentHashMap.newKeySet();
        s3.befall(request -> {
            ofStore.add(String.valueOf(request.headers().get("authorization")));
            return new S3Mishap.Spared();
        });
        site.write("images/1.jpg", "bytes");

        try (Application application = new Application(site.settings(
                        "aws { region = eu-west-3, accessKeyId = nobody, secretAccessKey = nothing }",
                        """
                        sqs { endpoint = "%s", region = "%s", accessKeyId = of-queues, secretAccessKey = their-secret }
                        """.formatted(sqs.endpoint(), site.addresses().region()),
                        """
                        s3 { endpoint = "%s", region = "%s", accessKeyId = "%s", secretAccessKey = "%s" }
                        """.formatted(
                                        s3.endpoint(),
                                        REGION_OF_STORE,
                                        site.addresses().accessKeyId(),
                                        site.addresses().secretAccessKey())));
                UploadHook hook = application.hook();
                MigrationWorker worker = application.worker()) {
            hook.fileUploaded("images/1.jpg");
            assertThat(worker.runUntilEmpty().ending()).isEqualTo(Ending.IDLE);
        }

        assertThat(site.keys()).contains("images/1.jpg");
        assertThat(scopes(sqs.authorizations()))
                .containsExactly("of-queues " + site.addresses().region() + " sqs");
        assertThat(scopes(ofStore)).containsExactly(site.addresses().accessKeyId() + " " + REGION_OF_STORE + " s3");
    }
}
