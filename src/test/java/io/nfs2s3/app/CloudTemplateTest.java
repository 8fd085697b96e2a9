package io.nfs2s3.app;

import static io.nfs2s3.testing.CloudTemplate.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.nfs2s3.settings.SettingsReader;
import io.nfs2s3.storage.StorageSettings;
import io.nfs2s3.testing.CloudTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The CloudFormation template fits the settings, and refuses parameters that AWS would refuse half way. */
class CloudTemplateTest {
    private static final StorageSettings DEFAULTS =
            SettingsReader.read(Optional.empty(), Map.of()).s3();

    private final CloudTemplate template = CloudTemplate.read();

    /** CloudFormation writes no dots: {@code sqs.maxReceives} is {@code SqsMaxReceives}. */
    private static String nameOf(String key) {
        StringBuilder name = new StringBuilder();
        for (String part : key.split("\\.", -1)) {
            name.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
        }
        return name.toString();
    }

    @Test
    void an_output_without_a_space_in_its_description_is_the_setting_of_that_name() {
        Config settings =
                ConfigFactory.parseFile(Path.of("config", "nfs2s3.conf").toFile());
        List<Map.Entry<String, String>> outputs = template.section("Outputs").entrySet().stream()
                .filter(output -> !value(output.getValue(), "Description").contains(" "))
                .toList();

        assertThat(outputs)
                .allSatisfy(output ->
                        assertThat(output.getKey()).isEqualTo(nameOf(value(output.getValue(), "Description"))))
                .extracting(output -> value(output.getValue(), "Description"))
                .containsExactly(
                        "aws.region",
                        "sqs.uploads",
                        "sqs.backfill",
                        "sqs.visibilityTimeout",
                        "sqs.maxReceives",
                        "s3.bucket",
                        "resolve.cdnHosts")
                .allMatch(settings::hasPath);
    }

    @Test
    void each_parameter_says_what_it_is_and_what_it_may_be() {
        assertThat(template.section("Parameters"))
                .isNotEmpty()
                .allSatisfy((name, parameter) -> assertThat(parameter)
                        .as(name)
                        .contains("    Description: ")
                        .containsPattern("    (AllowedPattern|AllowedValues|MinValue): "));
    }

    @ParameterizedTest
    @CsvSource({
        "MediaBucket, example-media, true",
        "MediaBucket, Example-Media, false",
        "MediaBucket, example.media, false",
        "UploadsQueue, my-uploads, true",
        "UploadsQueue, '', true",
        "UploadsQueue, uploads.fifo, false",
        "BackfillQueue, my_backfill, true",
        "CdnName1, cdn1.example.com, true",
        "CdnName1, '', true",
        "CdnName2, https://cdn2.example.com, false",
        "CertificateArn, arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-1111-2222-3333-444455556666, true",
        "CertificateArn, arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-1111-2222-3333-444455556666, false",
        "AlarmEmail, ops@example.com, true",
        "AlarmEmail, ops, false",
        "OperatorPrincipal, arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-central-1/Ops_0a, true",
        "OperatorPrincipal, arn:aws:iam::123456789012:root, true",
        "OperatorPrincipal, *, false",
        "InventoryBucket, example-inventories, true",
        "InventoryBucket, s3://example-inventories, false",
        "KindKey, arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-1111-2222-3333-444455556666, true",
        "KindKey, arn:aws:kms:eu-central-1:123456789012:alias/images, false",
        "KindKey, '', true"
    })
    void a_parameter_takes_what_can_be_one(String parameter, String text, boolean taken) {
        assertThat(text.matches(value(template.parameter(parameter), "AllowedPattern")))
                .isEqualTo(taken);
    }

    @Test
    void cloudfront_may_keep_an_object_for_as_long_as_it_says() {
        assertThat(DEFAULTS.cacheControl())
                .contains("max-age=" + value(template.resource("CachePolicy"), "MaxTTL") + ",");
        assertThat(template.resource("CachePolicy"))
                .contains("CookieBehavior: none", "HeaderBehavior: none", "QueryStringBehavior: none");
    }

    @Test
    void no_rule_of_the_bucket_removes_what_is_current_or_puts_it_into_an_archive() {
        String bucket = template.resource("Media");

        assertThat(bucket)
                .contains("NoncurrentVersionExpiration:", "ExpiredObjectDeleteMarker: true")
                .doesNotContain("ExpirationInDays", "ExpirationDate", "Transition");
        assertThat(Duration.ofDays(Long.parseLong(value(bucket, "DaysAfterInitiation"))))
                .isGreaterThan(DEFAULTS.abandonedParts());
    }

    @Test
    void nobody_but_the_distribution_of_the_stack_reads_the_bucket_from_outside() {
        String bucket = template.resource("Media");
        String policy = template.resource("MediaPolicy");

        assertThat(List.of("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"))
                .allMatch(block -> value(bucket, block).equals("true"));
        assertThat(value(bucket, "ObjectOwnership")).isEqualTo("BucketOwnerEnforced");
        assertThat(CloudTemplate.values(policy, "Effect")).containsExactly("Deny", "Allow");
        assertThat(template.actions("MediaPolicy")).containsExactly("s3:GetObject");
        assertThat(policy).contains("aws:SourceArn").contains(":distribution/${Distribution}\"");
    }

    @Test
    void the_stack_may_be_deleted_without_the_loss_of_an_object() {
        assertThat(List.of("Media", "Key"))
                .map(template::resource)
                .allMatch(resource -> value(resource, "DeletionPolicy").equals("Retain")
                        && value(resource, "UpdateReplacePolicy").equals("Retain"));
    }

    @Test
    void the_archive_that_operators_install_has_it() throws IOException {
        assertThat(Files.readString(Path.of("src", "assembly", "archive.xml")))
                .contains("<include>" + CloudTemplate.FILE.toString().replace('\\', '/') + "</include>");
    }
}
