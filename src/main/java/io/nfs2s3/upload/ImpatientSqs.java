package io.nfs2s3.upload;

import io.nfs2s3.queue.SqsClients;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Opens the uploads' own client of SQS, for {@link WarmCalls}. A request is tried once. On an open connection the SDK ends
 * it in time, whatever it waits for; but it cannot end a look-up of the host name, nor a connect.
 */
final class ImpatientSqs {
    private ImpatientSqs() {}

    /**
     * @param names what looks host names up
     * @param budget the longest time of a call
     */
    static SqsClient open(
            Optional<URI> endpoint,
            KeptCredentials credentials,
            Region region,
            DnsResolver names,
            Duration budget,
            WarmCalls calls) {
        return SqsClients.client(
                endpoint,
                credentials,
                region,
                SqsClients.http(budget.dividedBy(2), budget).dnsResolver(new LookUp(names, calls)),
                override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new Deadline(calls)));
    }

    /** The first thing that happens when a connection is opened. */
    private static final class LookUp extends SystemDefaultDnsResolver {
        private final DnsResolver names;
        private final WarmCalls calls;

        LookUp(DnsResolver names, WarmCalls calls) {
            this.names = names;
            this.calls = calls;
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            if (calls.mayWait()) {
                return names.resolve(host);
            }
            throw calls.cold(new UnknownHostException("no connection to " + host + " is open"));
        }
    }

    /** Gives each request what is left of its call. */
    private record Deadline(WarmCalls calls) implements ExecutionInterceptor {
        @Override
        public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
            AwsRequest request = (AwsRequest) context.request();
            AwsRequestOverrideConfiguration.Builder override = request.overrideConfiguration()
                    .map(AwsRequestOverrideConfiguration::toBuilder)
                    .orElseGet(AwsRequestOverrideConfiguration::builder);
            return request.toBuilder()
                    .overrideConfiguration(override.apiCallTimeout(Duration.ofMillis(calls.millisLeft()))
                            .build())
                    .build();
        }
    }
}
