package io.nfs2s3.storage;

import io.nfs2s3.testing.TestSite;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Object stores on the bucket of a site, each with a client of its own. */
final class Stores implements AutoCloseable {
    private final TestSite site;
    private final Deque<StoreClient> clients = new ArrayDeque<>();

    Stores(TestSite site) {
        this.site = site;
    }

    /** With settings over those of the site. */
    ObjectStore with(String... settings) {
        return of(site.settings(settings).s3());
    }

    ObjectStore of(StorageSettings settings) {
        return new ObjectStore(client(settings, new StoreLoad()), settings);
    }

    /** One of a site. */
    ObjectStore of(StorageSettings settings, String owner) {
        return new ObjectStore(client(settings, new StoreLoad()), settings, () -> owner);
    }

    StoreClient client(StorageSettings settings, StoreLoad load) {
        return client(settings, load, credentials(), Clock.systemUTC());
    }

    StoreClient client(StorageSettings settings, StoreLoad load, AwsCredentialsProvider credentials, Clock clock) {
        StoreClient client = StoreClient.open(
                settings, credentials, Region.of(site.addresses().region()), 8, load, clock);
        clients.push(client);
        return client;
    }

    AwsCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(
                site.addresses().accessKeyId(), site.addresses().secretAccessKey()));
    }

    /** Removes all objects. */
    void clear() {
        site.keys()
                .forEach(key -> site.s3()
                        .deleteObject(request -> request.bucket(site.bucket()).key(key)));
    }

    @Override
    public void close() {
        clients.forEach(StoreClient::close);
    }
}
