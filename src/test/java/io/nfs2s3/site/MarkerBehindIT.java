package io.nfs2s3.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.testing.CapturedLog;
import io.nfs2s3.testing.TestSite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;

/** A store that says of each replacement of the marker that another was first. */
class MarkerBehindIT {
    private static final String MARKER = ".nfs2s3-site";

    @RegisterExtension
    private final TestSite site = TestSite.open();

    private final S3FaultProxy s3 =
            site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));
    private final Application application = site.application("s3.endpoint = \"" + s3.endpoint() + "\"");

    @RegisterExtension
    private final CapturedLog log = CapturedLog.of(MarkerEpoch.class);

    private void byHand(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    private void look() {
        byHand("UPDATE nfs2s3.site SET epoch_at = now() - interval '30 seconds'");
        assertThat(application.site().check()).isEmpty();
    }

    private static boolean isReplacement(S3Request request) {
        return request.method().equals("PUT") && request.key().equals(MARKER);
    }

    private long saidBehind() {
        return log.lines().stream()
                .filter(line -> line.contains(site.bucket()) && line.startsWith("the site's marker stays behind"))
                .count();
    }

    @Test
    void a_marker_that_is_never_replaced_is_said_once_and_doctor_warns() {
        look();
        s3.befall(request ->
                isReplacement(request) ? new S3Mishap.Refused(412, "PreconditionFailed") : new S3Mishap.Spared());

        look();
        look();

        assertThat(saidBehind()).isEqualTo(1);
        byHand("UPDATE nfs2s3.site SET epoch = epoch + 30");
        assertThat(application.doctor().examineAll())
                .filteredOn(finding -> finding.code().equals(SiteChecks.SITE))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.WARNING);
                    assertThat(finding.text()).contains("epochs behind");
                });
    }

    @Test
    void a_marker_that_another_process_replaced_is_not_behind() {
        look();
        s3.befall(request -> {
            if (!isReplacement(request)) {
                return new S3Mishap.Spared();
            }
            String newer = "site=" + site.id() + "\nepoch=" + site.count("SELECT epoch FROM nfs2s3.site") + "\n";
            site.s3().putObject(put -> put.bucket(site.bucket()).key(MARKER), RequestBody.fromString(newer));
            return new S3Mishap.Refused(412, "PreconditionFailed");
        });

        look();

        assertThat(saidBehind()).isZero();
    }
}
