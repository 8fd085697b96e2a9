package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.nfs2s3.testing.CloudTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The policies of the CloudFormation template give the rights that the program's calls to SQS and S3 need, and no other.
 * PUTs of files, and of parts, do not go through the client of the SDK: they need what its {@code putObject} needs.
 */
class CloudRightsTest {
    /**
     * Each method of the two clients that the program calls, and the rights that AWS asks for in a bucket with versions: there
     * it is always a version that is removed.
     */
    private static final Map<String, Set<String>> CALLS = table("""
            getQueueUrl: sqs:GetQueueUrl
            getQueueAttributes: sqs:GetQueueAttributes
            sendMessage: sqs:SendMessage
            sendMessageBatch: sqs:SendMessage
            receiveMessage: sqs:ReceiveMessage
            deleteMessageBatch: sqs:DeleteMessage
            changeMessageVisibilityBatch: sqs:ChangeMessageVisibility
            headBucket: s3:ListBucket
            listObjectsV2: s3:ListBucket
            getBucketVersioning: s3:GetBucketVersioning
            getBucketLifecycleConfiguration: s3:GetLifecycleConfiguration
            getPublicAccessBlock: s3:GetBucketPublicAccessBlock
            getObjectLockConfiguration: s3:GetBucketObjectLockConfiguration
            listMultipartUploads: s3:ListBucketMultipartUploads
            listMultipartUploadsPaginator: s3:ListBucketMultipartUploads
            headObject: s3:GetObject s3:GetObjectVersion
            getObject: s3:GetObject s3:GetObjectVersion
            putObject: s3:PutObject s3:PutObjectTagging
            createMultipartUpload: s3:PutObject s3:PutObjectTagging
            completeMultipartUpload: s3:PutObject
            abortMultipartUpload: s3:AbortMultipartUpload
            deleteObject: s3:DeleteObjectVersion
            copyObject: s3:GetObject s3:PutObject s3:GetObjectTagging s3:PutObjectTagging
            """);

    /** No requests. */
    private static final Set<String> OF_THE_CLIENT = Set.of("builder", "close", "utilities");

    /** By 'doctor --create' alone, in place of the stack. */
    private static final Set<String> MADE_BY_THE_STACK = Set.of("createQueue", "createBucket");

    /** Of a key that encrypts queues or bucket: for what is sent and put, and for what is received and read. */
    private static final Set<String> ENCRYPTED = Set.of("kms:GenerateDataKey", "kms:Decrypt");

    private static final Set<String> OF_THE_HOOK = Set.of("sqs:GetQueueUrl", "sqs:SendMessage");
    private static final Set<String> OF_TAGS = Set.of("s3:GetObjectTagging", "s3:PutObjectTagging");
    private static final Set<String> OF_AN_INVENTORY = Set.of("s3:ListBucket", "s3:GetObject");

    private final CloudTemplate template = CloudTemplate.read();

    private static Map<String, Set<String>> table(String text) {
        Map<String, Set<String>> table = new TreeMap<>();
        text.lines().forEach(line -> {
            String[] sides = line.split(": ", 2);
            table.put(sides[0], Set.of(sides[1].split(" ", -1)));
        });
        return table;
    }

    private static Set<String> needed() {
        Set<String> rights = new TreeSet<>();
        CALLS.values().forEach(rights::addAll);
        return rights;
    }

    @SafeVarargs
    private static Set<String> all(Set<String>... rights) {
        Set<String> all = new TreeSet<>();
        for (Set<String> some : rights) {
            all.addAll(some);
        }
        return all;
    }

    @Test
    void the_table_has_each_call_of_the_program() {
        JavaClasses program = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.nfs2s3.app", "io.nfs2s3.queue", "io.nfs2s3.storage");
        Set<String> called = new TreeSet<>();
        program.stream()
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> access.getTargetOwner().isEquivalentTo(SqsClient.class)
                        || access.getTargetOwner().isEquivalentTo(S3AsyncClient.class))
                .forEach(access -> called.add(access.getName()));

        assertThat(called).isEqualTo(all(CALLS.keySet(), OF_THE_CLIENT, MADE_BY_THE_STACK));
    }

    @Test
    void the_hook_may_send_uploads_and_nothing_else() {
        assertThat(template.actions("SitePolicy")).isEqualTo(all(OF_THE_HOOK, ENCRYPTED));
        assertThat(CloudTemplate.values(template.resource("SitePolicy"), "Resource"))
                .containsExactly("!GetAtt Uploads.Arn", "!GetAtt Key.Arn");
    }

    @Test
    void the_daemon_has_each_right_that_the_program_needs_but_to_read_tags() {
        Set<String> rights = all(needed(), ENCRYPTED);
        rights.remove("s3:GetObjectTagging");

        assertThat(template.actions("DaemonPolicy")).isEqualTo(rights);
    }

    @Test
    void the_daemon_may_tag_objects_and_use_a_key_of_a_kind_only_where_that_is_asked_for() {
        String policy = template.resource("DaemonPolicy");

        assertThat(template.section("Conditions")).containsKeys("HasTags", "HasKindKey");
        assertThat(before(policy, "s3:PutObjectTagging")).endsWith("HasTags");
        assertThat(before(policy, "!Ref KindKey")).endsWith("HasKindKey");
        assertThat(CloudTemplate.value(template.parameter("ObjectTags"), "Default"))
                .isEqualTo("none");
        assertThat(CloudTemplate.value(template.parameter("KindKey"), "Default"))
                .isEmpty();
    }

    /** Up to the condition that what comes behind it hangs on. */
    private static String before(String policy, String word) {
        String above = policy.substring(0, policy.indexOf(word));
        int condition = above.lastIndexOf("!If\n");
        return above.substring(condition)
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow()
                .strip();
    }

    @Test
    void the_operator_has_more_for_tags_and_for_an_inventory() {
        assertThat(template.actions("OperatorPolicy")).isEqualTo(all(OF_TAGS, OF_AN_INVENTORY));
        assertThat(CloudTemplate.value(template.resource("OperatorRole"), "ManagedPolicyArns"))
                .isEqualTo("[!Ref DaemonPolicy, !Ref OperatorPolicy]");
    }

    @Test
    void no_policy_gives_a_right_on_everything() {
        assertThat(List.of("SitePolicy", "DaemonPolicy", "OperatorPolicy"))
                .allSatisfy(policy -> assertThat(template.resource(policy))
                        .doesNotContain(":*\"")
                        .doesNotContain("\"*\""));
    }

    @Test
    void the_document_says_of_each_right_what_needs_it() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("docs/cloud.md"));

        assertThat(all(needed(), ENCRYPTED))
                .allSatisfy(right -> assertThat(rows)
                        .filteredOn(row -> row.startsWith("| `" + right + "` |"))
                        .hasSize(1));
    }
}
