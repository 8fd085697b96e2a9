package io.nfs2s3.upload;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Keeps credentials at hand, because a provider may ask a host that hangs: so a provider is asked only by calls that may
 * wait. After a second one call has to ask again, while the others go on with what there is; any provider gives its
 * credentials more time than that. Thread-safe.
 */
final class KeptCredentials implements AwsCredentialsProvider {
    static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Kept(AwsCredentials credentials, long since) {}

    private final AwsCredentialsProvider provider;
    private final WarmCalls calls;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Kept> kept = new AtomicReference<>();

    KeptCredentials(AwsCredentialsProvider provider, WarmCalls calls, LongSupplier nanoTime) {
        this.provider = provider;
        this.calls = calls;
        this.nanoTime = nanoTime;
    }

    /** @throws SdkClientException whatever goes wrong: a provider of the site's own may throw anything */
    @Override
    public AwsCredentials resolveCredentials() {
        long now = nanoTime.getAsLong();
        if (calls.mayWait()) {
            AwsCredentials fresh = ask();
            kept.set(new Kept(fresh, now));
            return fresh;
        }
        Kept last = kept.get();
        if (last == null || (now - last.since() >= KEPT_NANOS && isMineToRenew(last, now))) {
            throw calls.cold(SdkClientException.create("no AWS credentials are at hand"));
        }
        return last.credentials();
    }

    private boolean isMineToRenew(Kept last, long now) {
        return kept.compareAndSet(last, new Kept(last.credentials(), now));
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
