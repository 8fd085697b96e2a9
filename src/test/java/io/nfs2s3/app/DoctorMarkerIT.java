package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Mishap.Refused;
import io.nfs2s3.site.SiteChecks;
import io.nfs2s3.testing.TestSite;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A fresh prefix, below which nobody may put, or read, the marker of the site. */
class DoctorMarkerIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final S3FaultProxy s3 = site.closing(
            S3FaultProxy.to(site.addresses().s3Endpoint(), key -> site.keys().contains(key)));

    @ParameterizedTest
    @CsvSource({"PUT, s3:PutObject", "GET, s3:GetObject"})
    void the_right_that_is_missing_is_named(String method, String right) {
        s3.befall(request -> request.method().equals(method) && request.key().startsWith("fresh" + method)
                ? new Refused(403, "AccessDenied")
                : new S3Mishap.Spared());
        try (Application application = new Application(
                site.settings("s3.endpoint = \"" + s3.endpoint() + "\"", "s3.prefix = \"fresh" + method + "/\""))) {
            assertThat(application.doctor().examineAll())
                    .filteredOn(finding -> !finding.ok())
                    .first()
                    .satisfies(finding -> {
                        assertThat(finding.code()).isEqualTo(SiteChecks.SITE);
                        assertThat(finding.text())
                                .contains("403", "AccessDenied", "grant")
                                .contains(right);
                    });
        }
    }
}
