package io.nfs2s3.upload;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Keeps credentials at hand, because a provider may ask a host that hangs: so a provider is asked only by calls that may
 * wait. After ten seconds, or half of the time that they last, one call has to ask again, while the others go on with what
 * there is for as long again. Thread-safe.
 */
final class KeptCredentials implements AwsCredentialsProvider {
    static final Duration KEPT = Duration.ofSeconds(10);

    /** How long the others go on meanwhile, before the next of them asks. */
    private static final Duration RENEWING = Duration.ofSeconds(1);

    /**
     * @param renewAt when one call has to ask again
     * @param goneAt when all calls have to
     */
    private record Kept(AwsCredentials credentials, long renewAt, long goneAt) {}

    private final AwsCredentialsProvider provider;
    private final WarmCalls calls;
    private final LongSupplier nanoTime;
    private final Clock clock;
    private final AtomicReference<@Nullable Kept> kept = new AtomicReference<>();

    KeptCredentials(AwsCredentialsProvider provider, WarmCalls calls, LongSupplier nanoTime, Clock clock) {
        this.provider = provider;
        this.calls = calls;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /** @throws SdkClientException whatever goes wrong: a provider of the site's own may throw anything */
    @Override
    public AwsCredentials resolveCredentials() {
        long now = nanoTime.getAsLong();
        if (calls.mayWait()) {
            AwsCredentials fresh = ask();
            long lasting = lasting(fresh).toNanos();
            kept.set(new Kept(fresh, now + lasting, now + 2 * lasting));
            return fresh;
        }
        Kept last = kept.get();
        if (last == null || now - last.goneAt() >= 0 || (now - last.renewAt() >= 0 && isMineToRenew(last, now))) {
            throw calls.cold(SdkClientException.create("no AWS credentials are at hand"));
        }
        return last.credentials();
    }

    private boolean isMineToRenew(Kept last, long now) {
        return kept.compareAndSet(last, new Kept(last.credentials(), now + RENEWING.toNanos(), last.goneAt()));
    }

    private Duration lasting(AwsCredentials fresh) {
        return fresh.expirationTime()
                .map(end -> Duration.between(clock.instant(), end).dividedBy(2))
                .filter(half -> half.compareTo(KEPT) < 0)
                .orElse(KEPT);
    }

    private AwsCredentials ask() {
        try {
            return provider.resolveCredentials();
        } catch (SdkClientException e) {
            throw e;
        } catch (RuntimeException e) {
            throw SdkClientException.create("no AWS credentials: " + e.getMessage(), e);
        }
    }
}
