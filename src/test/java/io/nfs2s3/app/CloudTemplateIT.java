package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.testing.CloudTemplate;
import io.nfs2s3.testing.Programs;
import io.nfs2s3.testing.TestSite;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The CloudFormation template before a linter and on moto, where there are such. */
class CloudTemplateIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @Test
    void cfn_lint_finds_nothing() throws Exception {
        Assumptions.assumeTrue(
                Programs.isOnPath("cfn-lint"), "skipped: cfn-lint is not on the PATH: pip install cfn-lint");
        Process lint = new ProcessBuilder("cfn-lint", "--include-checks", "I", "--", CloudTemplate.FILE.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(lint.waitFor()).as(said).isZero();
    }

    /**
     * Moto knows no resource of CloudFront and no alarm, and leaves a hole in a list where CloudFormation leaves out what is
     * under a condition. So there is no CDN, and every other part that may be left out is there.
     */
    @Test
    void the_queues_of_a_stack_are_as_doctor_wants_them_and_its_outputs_are_settings() throws Exception {
        Moto.missing().ifPresent(missing -> Assumptions.abort("skipped: " + missing));
        Moto moto = site.closing(Moto.start());
        CloudStack stack = new CloudStack(moto.endpoint());
        stack.create(
                CloudTemplate.text(),
                Map.of(
                        "MediaBucket", "example-media",
                        "Cdn", "none",
                        "Encryption", "kms",
                        "ObjectTags", "kinds",
                        "KindKey", "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d",
                        "Hosts", "ec2",
                        "OperatorPrincipal", "arn:aws:iam::123456789012:root",
                        "AlarmEmail", "ops@example.com",
                        "InventoryBucket", "example-inventories"));

        assertThat(stack.resources())
                .containsEntry("Media", "AWS::S3::Bucket")
                .containsEntry("BackfillDead", "AWS::SQS::Queue")
                .containsEntry("OperatorRole", "AWS::IAM::Role");
        String[] settings = Stream.concat(
                        Stream.of("sqs.endpoint = \"" + moto.endpoint() + "\""),
                        stack.outputs().entrySet().stream()
                                .filter(output -> !output.getKey().contains(" "))
                                .map(output -> output.getKey() + " = " + output.getValue()))
                .toArray(String[]::new);
        List<Finding> findings =
                SomeChecks.examine(site.settings(settings), code -> code.name().startsWith("QUEUE_"));

        assertThat(settings)
                .contains("sqs.uploads = nfs2s3-example-media-uploads", "aws.region = " + CloudStack.REGION);
        assertThat(findings).hasSize(7).allMatch(finding -> finding.level() == Level.OK);
    }
}
