package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Mishap.Answered;
import io.nfs2s3.lab.devstack.S3Mishap.Refused;
import io.nfs2s3.testing.TestSite;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A bucket whose owner had it do something by itself: {@code doctor} names what harms the objects of the site. */
class DoctorBucketIT {
    private static final CheckCode LIFECYCLE = CheckCode.STORE_LIFECYCLE;
    private static final CheckCode PUBLIC = CheckCode.STORE_PUBLIC_ACCESS;
    private static final CheckCode LOCK = CheckCode.STORE_OBJECT_LOCK;
    private static final String DELETES = "<Expiration><Days>30</Days></Expiration>";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final S3FaultProxy s3 =
            site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));

    private static final Application application = site.application(
            "s3.endpoint = \"" + s3.endpoint() + "\"", "s3.prefix = \"media/\"", "kinds.other.prefix = \"other/\"");

    private static S3Mishap answer(String xml) {
        return new Answered(200, Map.of("Content-Type", "application/xml"), xml);
    }

    private static S3Mishap rule(String filter, String action) {
        return answer("<LifecycleConfiguration><Rule><ID>old</ID>" + filter + "<Status>Enabled</Status>" + action
                + "</Rule></LifecycleConfiguration>");
    }

    private static String prefix(String prefix) {
        return "<Filter><Prefix>" + prefix + "</Prefix></Filter>";
    }

    private static S3Mishap block(boolean blocked) {
        return answer(String.format(
                Locale.ROOT,
                "<PublicAccessBlockConfiguration><BlockPublicAcls>%1$b</BlockPublicAcls>"
                        + "<IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>%1$b</BlockPublicPolicy>"
                        + "<RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>",
                blocked));
    }

    private static S3Mishap lock(String rule) {
        return answer("<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>" + rule
                + "</ObjectLockConfiguration>");
    }

    private static Stream<Arguments> scenes() {
        String archives = "<Transition><Days>1</Days><StorageClass>DEEP_ARCHIVE</StorageClass></Transition>";
        String cheaper = "<Transition><Days>1</Days><StorageClass>GLACIER_IR</StorageClass></Transition>";
        String tidies = "<NoncurrentVersionExpiration><NoncurrentDays>7</NoncurrentDays></NoncurrentVersionExpiration>"
                + "<AbortIncompleteMultipartUpload><DaysAfterInitiation>2</DaysAfterInitiation></AbortIncompleteMultipartUpload>";
        String tagged = "<Filter><And><Prefix></Prefix><Tag><Key>a</Key><Value>b</Value></Tag></And></Filter>";
        String retention = "<Rule><DefaultRetention><Mode>COMPLIANCE</Mode><Days>7</Days></DefaultRetention></Rule>";
        S3Mishap denied = new Refused(403, "AccessDenied");
        return Stream.of(
                arguments(LIFECYCLE, rule(prefix(""), DELETES), Level.BROKEN, "the rule old deletes them"),
                arguments(LIFECYCLE, rule(prefix("media/images/"), DELETES), Level.BROKEN, "take the rule away"),
                arguments(
                        LIFECYCLE, rule("<Prefix>med</Prefix>", archives), Level.BROKEN, "the rule old archives them"),
                arguments(LIFECYCLE, rule(prefix("media/"), cheaper), Level.OK, ""),
                arguments(LIFECYCLE, rule(prefix("media/"), tidies), Level.OK, ""),
                arguments(LIFECYCLE, rule(prefix("logs/"), DELETES), Level.OK, ""),
                arguments(LIFECYCLE, rule(prefix("media/exports/"), DELETES), Level.OK, "no object of a kind"),
                arguments(LIFECYCLE, rule(prefix("media/images/old/"), DELETES), Level.BROKEN, "deletes them"),
                arguments(LIFECYCLE, rule(prefix("media/im"), DELETES), Level.BROKEN, "deletes them"),
                arguments(LIFECYCLE, rule(prefix("media/.nfs2s3-s"), DELETES), Level.BROKEN, "deletes them"),
                arguments(LIFECYCLE, rule(prefix("media/.nfs2s3-probe/"), DELETES), Level.OK, ""),
                arguments(LIFECYCLE, rule(tagged, DELETES), Level.OK, ""),
                arguments(LIFECYCLE, new Refused(404, "NoSuchLifecycleConfiguration"), Level.OK, "has none"),
                arguments(LIFECYCLE, new Refused(501, "NotImplemented"), Level.OK, "does not know of it"),
                arguments(LIFECYCLE, denied, Level.LEFT_OUT, "grant s3:GetLifecycleConfiguration"),
                arguments(PUBLIC, block(true), Level.OK, "is blocked"),
                arguments(PUBLIC, block(false), Level.WARNING, "BlockPublicAcls, BlockPublicPolicy off"),
                arguments(PUBLIC, new Refused(404, "NoSuchPublicAccessBlockConfiguration"), Level.WARNING, "block it"),
                arguments(PUBLIC, denied, Level.LEFT_OUT, "grant s3:GetBucketPublicAccessBlock"),
                arguments(LOCK, lock(retention), Level.WARNING, "keeps each object for 7 days"),
                arguments(LOCK, lock(""), Level.OK, "keeps no object by itself"),
                arguments(LOCK, new Refused(404, "ObjectLockConfigurationNotFoundError"), Level.OK, "is not used"),
                arguments(LOCK, denied, Level.LEFT_OUT, "grant s3:GetBucketObjectLockConfiguration"));
    }

    @ParameterizedTest(name = "{0}: {2} {3}")
    @MethodSource("scenes")
    void what_harms_the_objects_of_the_site_is_named_and_nothing_else(
            CheckCode code, S3Mishap answer, Level level, String text) throws Exception {
        s3.befall(request -> request.key().isEmpty() && !request.query().isEmpty() ? answer : new S3Mishap.Spared());

        Answer told = application.doctor().checks().stream()
                .filter(check -> check.code() == code)
                .findFirst()
                .orElseThrow()
                .look()
                .look();

        assertThat(told.level()).as(told.text()).isEqualTo(level);
        assertThat(told.text()).contains(text).doesNotContain("Exception");
        s3.accept();
    }
}
