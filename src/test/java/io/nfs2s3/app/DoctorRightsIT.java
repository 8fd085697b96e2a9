package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.Finding;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.testing.CloudTemplate;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each right of the daemon's policy in the CloudFormation template is taken away: {@code doctor} names it. */
class DoctorRightsIT {
    /** The requests that AWS refuses without a right. The embedded store has no versions: the object itself is removed there. */
    private static final Map<String, Predicate<S3Request>> REQUESTS = Map.of(
            "s3:ListBucket",
            request -> isOfBucket(request)
                    && (request.method().equals("HEAD") || request.query().contains("list-type")),
            "s3:GetBucketVersioning",
            request -> isOfBucket(request) && request.query().contains("versioning"),
            "s3:ListBucketMultipartUploads",
            request -> isOfBucket(request) && request.query().contains("uploads"),
            "s3:PutObject",
            request -> !isOfBucket(request) && Set.of("PUT", "POST").contains(request.method()),
            "s3:GetObject",
            request -> !isOfBucket(request) && Set.of("GET", "HEAD").contains(request.method()),
            "s3:AbortMultipartUpload",
            request -> request.method().equals("DELETE") && request.query().contains("uploadId"),
            "s3:DeleteObjectVersion",
            request -> request.method().equals("DELETE") && !request.query().contains("uploadId"));

    /** What doctor says of the call that was refused, by the right. */
    private static final Map<String, String> CALLS = Map.of(
            "sqs:GetQueueUrl", "look up",
            "sqs:GetQueueAttributes", "look at",
            "sqs:SendMessage", "send to",
            "sqs:ReceiveMessage", "receive from",
            "sqs:DeleteMessage", "delete from",
            "sqs:ChangeMessageVisibility", "change visibility in");

    /**
     * DoctorKindsIT has the first, for kinds that have tags; DoctorStoreIT the second, with a store that says that it has
     * versions; DoctorBucketIT has the others, without which a check is left out.
     */
    private static final Set<String> ELSEWHERE = Set.of(
            "s3:PutObjectTagging",
            "s3:GetObjectVersion",
            "s3:GetLifecycleConfiguration",
            "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketObjectLockConfiguration");

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final SqsFront sqs = site.closing(new SqsFront(site.sqsEndpoint()));
    private static final S3FaultProxy s3 = site.closing(
            S3FaultProxy.to(site.addresses().s3Endpoint(), key -> site.keys().contains(key)));

    private static boolean isOfBucket(S3Request request) {
        return request.key().isEmpty();
    }

    private static Stream<String> rights(String service) {
        return CloudTemplate.read().actions("DaemonPolicy").stream()
                .filter(right -> right.startsWith(service + ":") && !ELSEWHERE.contains(right));
    }

    private static Stream<String> rightsOnObjects() {
        return rights("s3");
    }

    private static Stream<String> rightsOnQueues() {
        return rights("sqs");
    }

    private static List<Finding> findings(String codes) {
        return SomeChecks.examine(
                site.settings("s3.endpoint = \"" + s3.endpoint() + "\"", "sqs.endpoint = \"" + sqs.endpoint() + "\""),
                code -> code.name().startsWith(codes));
    }

    @AfterEach
    void giveBack() {
        s3.accept();
        sqs.accept();
        site.keys()
                .forEach(key -> site.s3()
                        .deleteObject(request -> request.bucket(site.bucket()).key(key)));
        site.sqs().purgeQueue(request -> request.queueUrl(site.queueUrl("uploads")));
    }

    @ParameterizedTest
    @MethodSource("rightsOnObjects")
    void without_a_right_on_the_bucket_or_its_objects_doctor_names_it(String right) {
        Predicate<S3Request> denied = Objects.requireNonNull(REQUESTS.get(right), right);
        s3.befall(request -> denied.test(request) ? new S3Mishap.Refused(403, "AccessDenied") : new S3Mishap.Spared());

        assertThat(findings("STORE_"))
                .filteredOn(Finding::isTrouble)
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.text()).contains("403"))
                .anySatisfy(finding -> assertThat(finding.remedy()).contains(right));
    }

    @ParameterizedTest
    @MethodSource("rightsOnQueues")
    void without_a_right_on_a_queue_doctor_names_it(String right) {
        String action = right.substring("sqs:".length());
        String queue = site.bucket() + "-uploads";
        sqs.refuse(action, queue, 403, "AccessDeniedException");

        assertThat(findings("QUEUE_UPLOADS"))
                .filteredOn(Finding::isTrouble)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.detail()).startsWith(CALLS.get(right) + " SQS queue " + queue + " failed: ");
                    assertThat(finding.remedy()).contains(action);
                });
    }
}
