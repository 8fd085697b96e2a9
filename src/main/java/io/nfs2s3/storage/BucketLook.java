package io.nfs2s3.storage;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** Whether the bucket is there, whether it is S3 that answers, and whether its clock is this host's. */
final class BucketLook {
    /** S3 refuses signatures that are 15 minutes off. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final String TEXT_OF_S3 =
            "no answer of S3 comes back, but one of something between: a proxy, a login" + " page, or another server";
    private static final String LOOK_BETWEEN =
            "check s3.endpoint, HTTPS_PROXY and NO_PROXY, and what 'curl -i' says to the endpoint";

    private final ObjectStore store;
    private final Clock clock;

    BucketLook(ObjectStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    Answer look() {
        try {
            FutureErrors.join(store.check());
        } catch (MigrationException e) {
            return StoreChecks.refused(
                    e,
                    "check s3.bucket, s3.endpoint, s3.region or aws.region, or run 'nfs2s3 doctor --create'",
                    "s3:ListBucket");
        }
        // A page of HTML with status 200 passes for an answer to a HEAD; a list of objects it is not.
        ListObjectsV2Response list;
        try {
            list = store.probe().list();
        } catch (MigrationException e) {
            return StoreChecks.status(e) > 0
                    ? StoreChecks.refused(e, "check s3.endpoint", "s3:ListBucket")
                    : Answer.broken(TEXT_OF_S3 + " (" + ErrorText.of(e) + ")", LOOK_BETWEEN);
        }
        SdkHttpResponse answer = list.sdkHttpResponse();
        if (list.name() == null || list.name().isEmpty()) {
            return Answer.broken(TEXT_OF_S3 + " (" + type(answer) + ")", LOOK_BETWEEN);
        }
        String region = HeadErrors.region(answer);
        return skew(answer)
                .orElseGet(() -> Answer.good("can be reached" + (region.isEmpty() ? "" : ", in the region " + region)));
    }

    private static String type(SdkHttpResponse answer) {
        return "its Content-Type is "
                + answer.firstMatchingHeader("Content-Type").orElse("missing");
    }

    private Optional<Answer> skew(SdkHttpResponse answer) {
        try {
            Optional<Duration> ahead = answer.firstMatchingHeader("Date")
                    .map(date ->
                            ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT)))
                    .map(date -> Duration.between(date.toInstant(), clock.instant()));
            return ahead.filter(skew -> skew.abs().compareTo(SKEW) > 0)
                    .map(skew -> Answer.warning(
                            "this host's clock is " + skew.abs().toSeconds() + " s "
                                    + (skew.isNegative() ? "behind" : "ahead of") + " that of the store, which refuses"
                                    + " signatures that are 15 minutes off",
                            "have the host's clock set by NTP"));
        } catch (DateTimeException e) {
            return Optional.empty(); // a store that does not tell the time
        }
    }
}
