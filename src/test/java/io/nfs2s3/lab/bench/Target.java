package io.nfs2s3.lab.bench;

import io.nfs2s3.storage.SiteMarker;
import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
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

    /**
     * Counts the objects below a prefix. Those that the server keeps as files, as files: for each page of a listing it
     * looks at all of them again, which took minutes for a hundred thousand.
     */
    Contents contents(String prefix) throws IOException {
        return directory.isPresent() ? files(directory.get().resolve(prefix)) : listed(prefix);
    }

    private static Contents files(Path below) throws IOException {
        if (!Files.isDirectory(below)) {
            return new Contents(0, 0);
        }
        long[] counts = new long[2];
        Files.walkFileTree(below, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!file.endsWith(SiteMarker.NAME)) {
                    counts[0]++;
                    counts[1] += attributes.size();
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return new Contents(counts[0], counts[1]);
    }

    private Contents listed(String prefix) {
        long objects = 0;
        long bytes = 0;
        for (S3Object object : s3.listObjectsV2Paginator(
                        request -> request.bucket(bucket).prefix(prefix))
                .contents()) {
            if (!object.key().endsWith(SiteMarker.NAME)) {
                objects++;
                bytes += object.size();
            }
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
