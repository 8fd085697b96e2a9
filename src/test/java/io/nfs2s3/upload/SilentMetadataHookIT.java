package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.aws.SilentMetadata;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A hook whose region only the metadata service could tell, which does not answer. */
class SilentMetadataHookIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @Test
    void a_cold_hook_opens_and_its_uploads_take_the_outbox() throws Exception {
        try (SilentMetadata metadata = SilentMetadata.open();
                JavaProcess hook = JavaProcess.start(
                        ColdHook.class.getName(),
                        metadata.environment(),
                        site.databaseUrl(),
                        site.addresses().databaseUser(),
                        site.addresses().databasePassword())) {
            assertThat(hook.exitCode()).as(hook.output()).isZero();

            List<String> lines = hook.output().lines().toList();
            assertThat(lines).contains("open", "closed");
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("way "))
                    .isNotEmpty()
                    .containsOnly("way OUTBOX");
            assertThat(hook.output())
                    .contains("no AWS region: ")
                    .contains("the instance metadata service at " + metadata.address() + " does not answer")
                    .contains("hop limit of 2");
        }
    }
}
