package io.nfs2s3.aws;

import io.nfs2s3.resilience.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * What the default chains of the AWS SDK find, within a time of our own, and in plain words when they find nothing. The last
 * link of both is the instance metadata service. Where it does not answer (from a container, for which its answers have too
 * few hops) the SDK asks for 12 s each time, and then tells of every link in one line.
 */
public final class AwsDefaults {
    private static final Logger log = LoggerFactory.getLogger(AwsDefaults.class);
    private static final String METADATA_SERVICE = "http://169.254.169.254";

    /** Longer than a role takes to be assumed on a bad day. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private AwsDefaults() {}

    /**
     * Credentials by the default chain. Those who ask get an {@link SdkClientException} with one plain line, after five
     * seconds at most, when there are none; it is told again for ten seconds without another look.
     */
    public static AwsCredentialsProvider credentials() {
        return new BoundedCredentials(DefaultCredentialsProvider.builder().build(), LIMIT);
    }

    /**
     * The region by the default chain; asks the instance metadata service if need be, for five seconds at most.
     *
     * @throws SdkClientException with one plain line, when there is none
     */
    public static Region region() {
        return region(LIMIT);
    }

    static Region region(Duration limit) {
        try {
            return within(
                    limit,
                    "nfs2s3-aws-region",
                    () -> DefaultAwsRegionProviderChain.builder().build().getRegion());
        } catch (TimeoutException e) {
            throw none("region", "does not answer within " + limit.toMillis() + " ms", "AWS_REGION");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw none("region", "was not waited for", "AWS_REGION");
        } catch (Exception e) {
            log.debug("the default chain has no region", e);
            throw none("region", "does not answer, or has none", "AWS_REGION");
        }
    }

    /**
     * Looks on a thread of its own, which ends with the look, also if nobody waits for it any more.
     *
     * @throws TimeoutException when it took longer than the limit
     * @throws Exception what the look threw
     */
    static <T> T within(Duration limit, String thread, Callable<T> look) throws Exception {
        FutureTask<T> task = new FutureTask<>(look);
        DaemonThreads.named(thread).newThread(task).start();
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error fatal) {
                throw fatal;
            }
            throw e.getCause() instanceof Exception own ? own : e;
        }
    }

    /** @param metadata what the instance metadata service does */
    static SdkClientException none(String what, String metadata, String toSet) {
        String address = SdkSystemSetting.AWS_EC2_METADATA_SERVICE_ENDPOINT
                .getStringValue()
                .filter(endpoint -> !endpoint.isEmpty())
                .orElse(METADATA_SERVICE);
        return SdkClientException.create("no AWS " + what + ": the environment and the profile files have none, and the"
                + " instance metadata service at " + address + " " + metadata + "; set " + toSet
                + ", or let the host have it: a role, and for containers on EC2 a metadata hop limit of 2"
                + " (HttpPutResponseHopLimit)");
    }
}
