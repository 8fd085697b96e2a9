package io.nfs2s3.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.model.SqsException;

class QueueExceptionTest {
    @ParameterizedTest
    @CsvSource({
        "RequestThrottled, true, false",
        "KmsThrottled, true, false",
        "KMS.ThrottlingException, true, false",
        "KmsAccessDenied, false, true",
        "AccessDenied, false, false"
    })
    void a_key_that_is_asked_too_often_needs_no_right(String code, boolean throttled, boolean asksForRight) {
        QueueException error = QueueException.of(
                "receive from",
                "uploads",
                SqsException.builder()
                        .statusCode(400)
                        .awsErrorDetails(
                                AwsErrorDetails.builder().errorCode(code).build())
                        .build());

        assertThat(error.isThrottled()).isEqualTo(throttled);
        assertThat(String.valueOf(error.getMessage()).contains("grant kms:")).isEqualTo(asksForRight);
    }
}
