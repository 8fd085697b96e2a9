package io.nfs2s3.app;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Remembers when the credentials expire that were given last, and asks for none itself. Thread-safe. */
final class WatchedCredentials implements AwsCredentialsProvider {
    private final AwsCredentialsProvider provider;
    private volatile @Nullable Instant expireAt;

    WatchedCredentials(AwsCredentialsProvider provider) {
        this.provider = provider;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        AwsCredentials given = provider.resolveCredentials();
        expireAt = given.expirationTime().orElse(null);
        return given;
    }

    /** Of those in use; empty when they do not expire, or when none were needed yet. */
    Optional<Instant> expireAt() {
        return Optional.ofNullable(expireAt);
    }
}
