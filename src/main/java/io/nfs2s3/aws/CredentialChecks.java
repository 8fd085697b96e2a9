package io.nfs2s3.aws;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.media.ErrorText;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Whether there are credentials, and whether they last. What they allow is for queue and store to say. */
public final class CredentialChecks {
    private CredentialChecks() {}

    /** One for both, where queues and store have the same. */
    public static List<Check> of(AwsCredentialsProvider queues, AwsCredentialsProvider store, Clock clock) {
        return queues.equals(store)
                ? List.of(check("credentials of AWS", queues, clock))
                : List.of(
                        check("credentials of the queues", queues, clock),
                        check("credentials of the store", store, clock));
    }

    private static Check check(String subject, AwsCredentialsProvider credentials, Clock clock) {
        return Check.atStart(CheckCode.SETTINGS_CREDENTIALS, subject, () -> look(credentials, clock.instant()));
    }

    private static Answer look(AwsCredentialsProvider credentials, Instant now) {
        try {
            return look(credentials.resolveCredentials(), now);
        } catch (SdkClientException e) {
            return Answer.broken(ErrorText.of(e));
        }
    }

    static Answer look(AwsCredentials found, Instant now) {
        Optional<Instant> end = found.expirationTime();
        if (end.isPresent() && !now.isBefore(end.get())) {
            return Answer.broken(
                    "ended at " + end.get(),
                    "have the host's role, or what renews them, give new ones; see its clock too");
        }
        // Who renews them says when they end. Those of the environment, or of a profile, have a session's end in
        // silence.
        if (end.isEmpty() && found instanceof AwsSessionCredentials) {
            return Answer.warning(
                    "are those of a session, which ends within hours, and nobody renews them",
                    "let the host have a role; or set keys that last as aws.accessKeyId and aws.secretAccessKey");
        }
        return Answer.good(end.map(time -> "are there, until " + time + ", and are renewed")
                .orElse("are there"));
    }
}
