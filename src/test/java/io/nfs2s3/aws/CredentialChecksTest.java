package io.nfs2s3.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.Finding.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** What {@code doctor} says of credentials before anything is asked with them. */
class CredentialChecksTest {
    private static final Instant NOW = Instant.parse("2026-11-27T18:00:00Z");

    private static Answer session(@Nullable Instant end) {
        return CredentialChecks.look(
                AwsSessionCredentials.builder()
                        .accessKeyId("a")
                        .secretAccessKey("b")
                        .sessionToken("c")
                        .expirationTime(end)
                        .build(),
                NOW);
    }

    @Test
    void keys_that_last_are_well() {
        assertThat(CredentialChecks.look(AwsBasicCredentials.create("a", "b"), NOW))
                .isEqualTo(Answer.good("are there"));
    }

    @Test
    void those_of_queues_and_store_are_looked_at_each_where_they_are_others() {
        AwsCredentialsProvider queues = () -> AwsBasicCredentials.create("a", "b");
        AwsCredentialsProvider store = () -> AwsBasicCredentials.create("c", "d");

        assertThat(CredentialChecks.of(queues, queues, Clock.systemUTC()))
                .extracting(Check::subject)
                .containsExactly("credentials of AWS");
        assertThat(CredentialChecks.of(queues, store, Clock.systemUTC()))
                .extracting(Check::subject)
                .containsExactly("credentials of the queues", "credentials of the store");
    }

    @Test
    void a_session_that_somebody_renews_is_well_and_one_that_ended_is_broken() {
        assertThat(session(NOW.plus(Duration.ofHours(1))))
                .isEqualTo(Answer.good("are there, until 2026-11-27T19:00:00Z, and are renewed"));
        assertThat(session(NOW).level()).isEqualTo(Level.BROKEN);
        assertThat(session(NOW).detail()).isEqualTo("ended at 2026-11-27T18:00:00Z");
    }

    /** As AWS_SESSION_TOKEN, which an operator copied into the environment of a daemon. */
    @Test
    void a_session_that_nobody_renews_is_a_warning() {
        assertThat(session(null).level()).isEqualTo(Level.WARNING);
        assertThat(session(null).text()).contains("nobody renews them", "let the host have a role");
    }
}
