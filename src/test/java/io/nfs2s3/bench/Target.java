package io.nfs2s3.bench;

import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket that files are copied to, and a look at what came of it. */
final class Target implements AutoCloseable {
    /** @param bytes of all objects together */
    record Contents(long objects, long bytes) {}

    private final String name;
    private final URI endpoint;
    private final String bucket;
    private final Optional<Path> directory;
    private final S3Client s3;

    /** @param directory where the server keeps the objects of the bucket as files, if it does */
    Target(String name, URI endpoint, String bucket, AwsCredentialsProvider credentials, Optional<Path> directory) {
        this.name = name;
        this.endpoint = endpoint;
        this.bucket = bucket;
        this.directory = directory;
        this.s3 = S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .build();
    }

    String name() {
        return name;
    }

    URI endpoint() {
        return endpoint;
    }

    String bucket() {
        return bucket;
    }

    /** Counts the objects whose keys begin so. */
    Contents contents(String prefix) {
        long objects = 0;
        long bytes = 0;
        for (S3Object object : s3.listObjectsV2Paginator(
                        request -> request.bucket(bucket).prefix(prefix))
                .contents()) {
            objects++;
            bytes += object.size();
        }
        return new Contents(objects, bytes);
    }

    /** Whether there is an object whose key begins so. */
    boolean hasAny(String prefix) {
        return !s3.listObjectsV2(
                        request -> request.bucket(bucket).prefix(prefix).maxKeys(1))
                .contents()
                .isEmpty();
    }

    /** Frees the disk of the objects below a prefix, past the server: quicker, and outside of what is measured. */
    void clear(String prefix) throws IOException {
        if (directory.isPresent() && Files.isDirectory(directory.get().resolve(prefix))) {
            Directories.delete(directory.get().resolve(prefix));
        }
    }

    @Override
    public void close() {
        s3.close();
    }
}
