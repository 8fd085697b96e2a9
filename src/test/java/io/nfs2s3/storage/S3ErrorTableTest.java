package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FailureCode;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What answers mean, as they come over the wire: by their code, and by their status where they have none that is known. */
class S3ErrorTableTest {
    private static AwsServiceException answer(int status, String code) {
        return S3Errors.of(new PutResponse(
                status,
                Map.of(),
                code.isEmpty() ? "" : "<Error><Code>" + code + "</Code><Message>m</Message></Error>"));
    }

    private static FailureCode meaning(int status, String code) {
        return S3Errors.classify(answer(status, code)).code();
    }

    /** Wasabi says so with 400, KMS too, others with 403, 429, 503 or 509. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SlowDown",
                "SlowDownRead",
                "SlowDownWrite",
                "ServiceUnavailable",
                "Throttling",
                "ThrottlingException",
                "KMS.ThrottlingException",
                "RequestThrottled",
                "TooManyRequests",
                "RequestLimitExceeded",
                "RequestRateLimitExceeded",
                "BandwidthLimitExceeded"
            })
    void a_store_that_asks_for_fewer_requests_refuses_no_file_whatever_the_status(String code) {
        for (int status : new int[] {400, 403, 413, 429, 500, 503, 509}) {
            assertThat(meaning(status, code)).as("%s %s", status, code).isEqualTo(FailureCode.STORE_SLOW);
            assertThat(S3ErrorTable.ofParts(code, status)).isEqualTo(FailureCode.STORE_SLOW);
            assertThat(S3Errors.isSlowDown(answer(status, code))).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "503, '', STORE_SLOW",
        "429, '', STORE_SLOW",
        "429, CodeThatNobodyKnows, STORE_SLOW",
        "503, InternalError, STORE_DOWN",
        "500, CodeThatNobodyKnows, STORE_DOWN",
        "400, EntityTooLarge, STORE_REFUSED",
        "413, '', STORE_REFUSED",
        "400, RequestTimeout, STORE_BUSY",
        "409, '', STORE_BUSY",
        "400, BadDigest, CHECKSUM_MISMATCH",
        "400, CodeThatNobodyKnows, STORE_REFUSES",
        "403, AccessDenied, STORE_REFUSES",
        "501, NotImplemented, STORE_REFUSES"
    })
    void other_answers_mean_what_their_code_says_and_else_their_status(int status, String code, FailureCode meaning) {
        assertThat(meaning(status, code)).isEqualTo(meaning);
    }
}
