package io.nfs2s3.aws;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * A chain of credentials that is waited for no longer than a limit until it has given some. From then on it is asked
 * directly: it keeps what it has, and before that expires one caller renews it, for as long as that takes. Thread-safe.
 */
final class BoundedCredentials implements AwsCredentialsProvider {
    private static final Logger log = LoggerFactory.getLogger(BoundedCredentials.class);
    private static final Duration REMEMBERED = Duration.ofSeconds(10);
    private static final String TO_SET = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";

    private final AwsCredentialsProvider chain;
    private final Duration limit;
    private volatile boolean proven;
    private @Nullable String failure;
    private long failedAt;

    BoundedCredentials(AwsCredentialsProvider chain, Duration limit) {
        this.chain = chain;
        this.limit = limit;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        return proven ? chain.resolveCredentials() : first();
    }

    /** Who comes meanwhile waits for the same answer. A look that was given up goes on; what it finds is the chain's. */
    private synchronized AwsCredentials first() {
        String known = failure;
        if (known != null && System.nanoTime() - failedAt < REMEMBERED.toNanos()) {
            throw SdkClientException.create(known);
        }
        try {
            AwsCredentials found = AwsDefaults.within(limit, "nfs2s3-aws-credentials", chain::resolveCredentials);
            proven = true;
            return found;
        } catch (TimeoutException e) {
            throw failed("does not answer within " + limit.toMillis() + " ms");
        } catch (SdkClientException e) {
            log.debug("the default chain has no credentials", e);
            throw failed("does not answer, or has none");
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SdkClientException.create("interrupted while credentials were looked for");
        } catch (Exception e) {
            throw new IllegalStateException("a provider of credentials throws unchecked exceptions only", e);
        }
    }

    private SdkClientException failed(String metadata) {
        SdkClientException error = AwsDefaults.none("credentials", metadata, TO_SET);
        failure = error.getMessage();
        failedAt = System.nanoTime();
        return error;
    }
}
