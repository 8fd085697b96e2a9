package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class WatchedCredentialsTest {
    private static final Instant EXPIRY = Instant.parse("2026-11-27T12:00:00Z");

    @Test
    void the_end_of_those_that_were_given_last_is_known_and_nobody_is_asked_for_it() {
        AwsCredentials passing = AwsSessionCredentials.builder()
                .accessKeyId("AKIA")
                .secretAccessKey("secret")
                .sessionToken("token")
                .expirationTime(EXPIRY)
                .build();
        Deque<AwsCredentials> given = new ArrayDeque<>(List.of(passing, AwsBasicCredentials.create("AKIA", "secret")));
        WatchedCredentials credentials = new WatchedCredentials(given::remove);
        assertThat(credentials.expireAt()).isEmpty();

        assertThat(credentials.resolveCredentials()).isSameAs(passing);
        assertThat(credentials.expireAt()).contains(EXPIRY);
        assertThat(credentials.expireAt()).contains(EXPIRY);

        credentials.resolveCredentials();
        assertThat(credentials.expireAt()).as("these do not end").isEmpty();
    }
}
