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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A store, or a right, that does for most objects and not for those of one kind: {@code doctor} names the kind. */
class DoctorKindsIT {
    private static final S3Mishap FINE = new S3Mishap.Spared();
    private static final String CHECKSUM = "x-amz-checksum-crc32c";
    private static final String CLASS = "x-amz-storage-class";
    private static final String KMS_KEY = "x-amz-server-side-encryption-aws-kms-key-id";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final S3FaultProxy s3 = site.closing(
            S3FaultProxy.to(site.addresses().s3Endpoint(), key -> site.keys().contains(key)));

    @AfterEach
    void giveBack() {
        s3.accept();
    }

    private static boolean has(S3Request request, String header) {
        return request.method().equals("PUT") && request.headers().containsKey(header);
    }

    private static void refuse(Predicate<S3Request> which, int status, String code, String message) {
        s3.befall(request ->
                which.test(request) ? new Refused(status, code, "<Message>" + message + "</Message>") : FINE);
    }

    private static Finding finding(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("s3.endpoint = \"" + s3.endpoint() + "\"");
        List<Finding> findings =
                SomeChecks.examine(site.settings(all.toArray(String[]::new)), code -> code == CheckCode.STORE_KINDS);
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    @Test
    void a_storage_class_that_the_store_refuses_is_named_with_its_kind() {
        refuse(request -> has(request, CLASS), 400, "InvalidStorageClass", "no such class");

        Finding finding = finding("kinds.image.storageClass = COLD", "kinds.audio.cacheControl = no-cache");

        assertThat(finding.level()).isEqualTo(Level.BROKEN);
        assertThat(finding.detail()).startsWith("kind image: ").contains("InvalidStorageClass");
        assertThat(finding.remedy()).isEqualTo("correct kinds.image.storageClass");
    }

    @Test
    void a_right_that_is_missing_for_the_key_of_a_kind_is_named() {
        refuse(request -> has(request, KMS_KEY), 403, "AccessDenied", "not authorized to perform: kms:GenerateDataKey");

        Finding finding = finding("kinds.audio.kmsKey = \"alias/audio\"", "kinds.other.kmsKey = \"alias/audio\"");

        assertThat(finding.level()).isEqualTo(Level.BROKEN);
        assertThat(finding.detail()).startsWith("kinds audio, other: ").contains("kms:GenerateDataKey");
        assertThat(finding.remedy()).contains("kms:GenerateDataKey and kms:Decrypt of alias/audio");
    }

    @Test
    void a_kind_that_is_not_migrated_keeps_no_daemon_from_its_start() {
        refuse(request -> has(request, KMS_KEY), 403, "AccessDenied", "not authorized to perform: kms:GenerateDataKey");

        Finding finding = finding("kinds.audio.kmsKey = \"alias/audio\"");

        assertThat(finding.level()).isEqualTo(Level.WARNING);
        assertThat(finding.detail()).startsWith("kind audio: ").endsWith("(not migrated now)");
        assertThat(finding.remedy()).contains("kms:GenerateDataKey");
    }

    @Test
    void without_the_right_to_tag_doctor_names_it() {
        refuse(request -> has(request, "x-amz-tagging"), 403, "AccessDenied", "not authorized");

        Finding finding = finding("kinds.image.tags.project = website");

        assertThat(finding.level()).isEqualTo(Level.BROKEN);
        assertThat(finding.remedy()).contains("s3:PutObjectTagging").doesNotContain("kms");
    }

    @Test
    void the_faults_of_several_kinds_are_all_told() {
        refuse(request -> has(request, CLASS) || has(request, KMS_KEY), 400, "InvalidRequest", "no");

        Finding finding = finding("kinds.image.storageClass = COLD", "kinds.audio.kmsKey = \"alias/audio\"");

        assertThat(finding.detail()).contains("kind image: ", "kind audio: ");
        assertThat(finding.remedy()).contains("kinds.image.storageClass", "kinds.audio.kmsKey");
    }

    @Test
    void a_store_that_takes_a_storage_class_and_keeps_another_is_a_warning() {
        Set<String> taken = ConcurrentHashMap.newKeySet();
        s3.befall(request -> {
            if (has(request, CLASS)) {
                taken.add(request.key());
                return new Answered(200, Map.of(CHECKSUM, request.headers().get(CHECKSUM)), "");
            }
            return taken.contains(request.key()) ? new Answered(200, Map.of("ETag", "\"e\""), "x") : FINE;
        });

        Finding finding = finding("kinds.image.storageClass = STANDARD_IA");

        assertThat(finding.level()).isEqualTo(Level.WARNING);
        assertThat(finding.detail()).contains("kind image", "takes the storage class STANDARD_IA and keeps STANDARD");
    }

    @Test
    void headers_that_a_kind_has_of_its_own_are_tried_and_nothing_stays() {
        Finding finding = finding("kinds.image.cacheControl = no-cache", "kinds.audio.contentDisposition = attachment");

        assertThat(finding.level()).isEqualTo(Level.OK);
        assertThat(finding.detail()).contains("kind image: ", "kind audio: ");
        assertThat(site.keys()).noneMatch(key -> key.contains("probe"));
    }
}
