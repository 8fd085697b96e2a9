package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.testing.TestSite;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code doctor} says of a bucket in which a removed object stays as a version, and costs. */
class RemovalChecksIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final S3FaultProxy s3 =
            site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));

    private static Finding versions(S3Mishap answer) {
        s3.befall(request -> request.query().startsWith("versioning") ? answer : new S3Mishap.Spared());
        try (Application application = new Application(site.settings("s3.endpoint = \"" + s3.endpoint() + "\""))) {
            return application.doctor().examineAll().stream()
                    .filter(finding -> finding.code() == CheckCode.STORE_VERSIONS)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static S3Mishap answer(String status) {
        return new S3Mishap.Answered(
                200, Map.of(), "<VersioningConfiguration>" + status + "</VersioningConfiguration>");
    }

    @Test
    void a_bucket_that_keeps_versions_is_told_with_the_rule_that_ends_their_cost() {
        assertThat(versions(answer("<Status>Enabled</Status>"))).satisfies(found -> {
            assertThat(found.level()).isEqualTo(Level.WARNING);
            assertThat(found.text())
                    .contains("noncurrent versions, which cost until they expire", "NoncurrentVersionExpiration");
        });
    }

    @Test
    void a_bucket_without_them_is_well() {
        assertThat(versions(answer(""))).satisfies(found -> {
            assertThat(found.level()).isEqualTo(Level.OK);
            assertThat(found.text()).isEqualTo("are not kept");
        });
    }

    @Test
    void without_the_right_to_ask_it_says_which_one() {
        assertThat(versions(new S3Mishap.Refused(403, "AccessDenied"))).satisfies(found -> {
            assertThat(found.level()).isEqualTo(Level.WARNING);
            assertThat(found.text()).contains("403 AccessDenied", "s3:GetBucketVersioning");
        });
    }
}
