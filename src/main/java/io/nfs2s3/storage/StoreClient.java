package io.nfs2s3.storage;

import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * The connections to S3: one way for bodies, and the SDK's client for all other calls. Thread-safe.
 */
public final class StoreClient implements AutoCloseable {
    private final S3Connections connections;
    private final S3AsyncClient s3;
    private final CopyVerifier verifier;
    private final ObjectPutter putter;
    private final TlsProvider tls;

    private StoreClient(
            S3Connections connections, S3AsyncClient s3, CopyVerifier verifier, ObjectPutter putter, TlsProvider tls) {
        this.connections = connections;
        this.s3 = s3;
        this.verifier = verifier;
        this.putter = putter;
        this.tls = tls;
    }

    /**
     * A client for many small PUTs at once. {@link ObjectPutter} owns the quick retries of a PUT, the SDK those of other
     * calls (three attempts each); what lasts longer is the queue's to repeat.
     *
     * @param concurrency calls in flight beside the PUTs
     * @param load sees every attempt
     * @param clock dates the signatures
     */
    public static StoreClient open(
            StorageSettings settings,
            AwsCredentialsProvider credentials,
            Region region,
            int concurrency,
            StoreLoad load,
            Clock clock) {
        S3Connections connections = S3Connections.open(
                settings,
                limits -> limits.maxConcurrency(concurrency)
                        .maxPendingConnectionAcquires(concurrency * 20)
                        .connectionTimeout(Duration.ofSeconds(3))
                        .connectionAcquisitionTimeout(settings.callTimeout())
                        .readTimeout(settings.callTimeout())
                        .writeTimeout(settings.callTimeout()));
        S3AsyncClient s3 = S3Clients.on(
                connections,
                settings,
                credentials,
                region,
                override -> override.addExecutionInterceptor(load)
                        .retryStrategy(S3Clients.retries(S3Clients.ATTEMPTS))
                        .apiCallAttemptTimeout(settings.callTimeout())
                        .apiCallTimeout(settings.callTimeout().multipliedBy(2)));
        BucketAddress bucket = BucketAddress.of(
                s3.utilities().getUrl(url -> url.bucket(settings.bucket()).key(BucketAddress.PROBE)));
        CopyVerifier verifier = new CopyVerifier(s3, settings);
        TlsProvider tls = bucket.secure() ? TlsProvider.choose() : TlsProvider.none();
        ObjectPutter putter = new ObjectPutter(
                new PutTransport(bucket, tls.context(), HttpProxy.to(bucket)),
                new RequestSigner(region.id(), clock),
                credentials,
                bucket,
                verifier,
                settings,
                load);
        return new StoreClient(connections, s3, verifier, putter, tls);
    }

    S3AsyncClient s3() {
        return s3;
    }

    CopyVerifier verifier() {
        return verifier;
    }

    TlsProvider tls() {
        return tls;
    }

    ObjectPutter putter() {
        return putter;
    }

    @Override
    public void close() {
        putter.close();
        s3.close();
        connections.close();
    }
}
