package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Mishap.Answered;
import io.nfs2s3.lab.devstack.S3Mishap.Refused;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.testing.TestSite;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A store that refuses a second PUT to a key, but not where many come at the same moment: {@code doctor} sees that. */
class DoctorWriteOnceIT {
    private static final String CHECKSUM = "x-amz-checksum-crc32c";
    private static final S3Mishap FINE = new S3Mishap.Spared();

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final S3FaultProxy s3 = site.closing(
            S3FaultProxy.to(site.addresses().s3Endpoint(), key -> site.keys().contains(key)));

    private final Map<String, Integer> puts = new ConcurrentHashMap<>();

    /** @param mishap of all PUTs to a key but the first two, of which the store refuses the second by itself */
    private Finding finding(Function<S3Request, S3Mishap> mishap) {
        s3.befall(request -> request.method().equals("PUT")
                        && request.query().isEmpty()
                        && request.key().contains(".nfs2s3-probe/")
                        && puts.merge(request.key(), 1, Integer::sum) > 2
                ? mishap.apply(request)
                : FINE);
        try {
            return SomeChecks.examine(
                            site.settings("s3.endpoint = \"" + s3.endpoint() + "\""),
                            code -> code == CheckCode.STORE_WRITE_ONCE)
                    .get(0);
        } finally {
            s3.accept();
        }
    }

    @Test
    void one_that_lets_more_than_one_through_at_once_is_broken() {
        Finding finding = finding(request ->
                new Answered(200, Map.of(CHECKSUM, request.headers().getOrDefault(CHECKSUM, "")), ""));

        assertThat(finding.level()).isEqualTo(Level.BROKEN);
        assertThat(finding.text())
                .contains("does not heed If-None-Match where PUTs come at the same moment: it let 7 of 8")
                .contains("docs/stores.md");
        assertThat(site.keys()).noneMatch(key -> key.contains(".nfs2s3-probe/"));
    }

    /** S3 itself may answer 409 to a race. */
    @Test
    void one_that_refuses_all_but_one_is_well_whatever_it_tells_the_others() {
        assertThat(finding(request -> FINE).level()).isEqualTo(Level.OK);
        assertThat(finding(request -> new Refused(409, "ConditionalRequestConflict"))
                        .level())
                .isEqualTo(Level.OK);
        assertThat(puts.values()).as("at the same moment").contains(8);
        assertThat(site.keys()).noneMatch(key -> key.contains(".nfs2s3-probe/"));
    }
}
