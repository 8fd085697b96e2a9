package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Region and keys for the queues and for the store: those of the section {@code aws}, or their own. */
class AwsSettingsTest extends SettingsTestBase {
    private static final String COMMON =
            "aws { region = eu-central-1, accessKeyId = common, secretAccessKey = of-common }\n";

    private static String secret(SettingsInForce settings, String key) {
        return settings.all().stream()
                .filter(setting -> setting.key().equals(key))
                .map(Setting::shown)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void queues_and_store_have_those_of_the_section_aws_where_they_have_none_of_their_own() {
        Settings settings = read(COMMON);

        assertThat(settings.sqsAccess()).isEqualTo(settings.aws());
        assertThat(settings.s3Access()).isEqualTo(settings.aws());
    }

    @Test
    void either_may_have_its_own_the_pair_of_keys_as_one_and_the_region_by_itself() {
        Settings settings = read(COMMON + "s3 { accessKeyId = own, secretAccessKey = of-own }, sqs.region = eu-west-1");

        assertThat(settings.s3Access()).isEqualTo(new AwsSettings("eu-central-1", "own", "of-own"));
        assertThat(settings.sqsAccess()).isEqualTo(new AwsSettings("eu-west-1", "common", "of-common"));
        assertThat(settings.sqsAccess().hasKeysOf(settings.aws())).isTrue();
        assertThat(settings.s3Access().hasKeysOf(settings.aws())).isFalse();
    }

    /** The queues by the role of the host, the store of another maker by keys. */
    @Test
    void keys_of_the_store_leave_the_default_chain_to_the_queues() {
        Settings settings = read("s3 { region = auto, accessKeyId = own, secretAccessKey = of-own }");

        assertThat(settings.sqsAccess()).isEqualTo(new AwsSettings("", "", ""));
        assertThat(settings.s3Access()).isEqualTo(new AwsSettings("auto", "own", "of-own"));
    }

    @Test
    void half_a_pair_is_refused_with_the_names_of_both_also_where_the_section_aws_has_a_whole_one() {
        for (String section : List.of("sqs", "s3")) {
            String problem = section + ".accessKeyId and " + section
                    + ".secretAccessKey: set both, or neither to use those of the section aws";
            assertThat(problems(COMMON + section + ".accessKeyId = id")).containsExactly(problem);
            assertThat(problems(COMMON + section + ".secretAccessKey = hush")).containsExactly(problem);
        }
        assertThat(problems("aws.accessKeyId = id"))
                .containsExactly(
                        "aws.accessKeyId and aws.secretAccessKey: set both, or neither to use the AWS default chain");
    }

    @Test
    void a_zone_is_no_region_of_theirs_either() {
        assertThat(problems("s3.region = eu-central-1a, sqs.region = eu-central-1b"))
                .containsExactlyInAnyOrder(
                        "s3.region = \"eu-central-1a\" is an availability zone; its region is eu-central-1",
                        "sqs.region = \"eu-central-1b\" is an availability zone; its region is eu-central-1");
    }

    @ParameterizedTest
    @CsvSource({"sqs, NFS2S3_SQS_SECRET_ACCESS_KEY", "s3, NFS2S3_S3_SECRET_ACCESS_KEY"})
    void their_secrets_may_be_in_files_of_their_own_and_are_not_shown(String section, String variable) {
        String id = section + ".accessKeyId = id\n";
        String file = section + ".secretAccessKeyFile = \"" + write("secret", "hush\n") + "\"";
        Path credential = write(section + ".secretAccessKey", "hush\n");
        Map<String, String> credentials = Map.of("CREDENTIALS_DIRECTORY", String.valueOf(credential.getParent()));
        Map<String, String> environment = Map.of(variable, "hush");

        assertThat(access(section, read(id + file)).secretAccessKey()).isEqualTo("hush");
        assertThat(access(section, read(id, credentials)).secretAccessKey()).isEqualTo("hush");
        assertThat(access(section, read(id, environment)).secretAccessKey()).isEqualTo("hush");
        assertThat(access(section, read(id, environment)).toString()).doesNotContain("hush");
        assertThat(secret(inForce(id, environment), section + ".secretAccessKey"))
                .isEqualTo("***");
    }

    private static AwsSettings access(String section, Settings settings) {
        return section.equals("s3") ? settings.s3Access() : settings.sqsAccess();
    }
}
