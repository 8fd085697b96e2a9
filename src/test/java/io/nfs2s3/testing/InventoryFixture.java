package io.nfs2s3.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Writes what S3 writes as an inventory: a manifest, its checksum, and packed data files, by their names. */
public final class InventoryFixture {
    public static final String SCHEMA = "Bucket, Key, Size, LastModifiedDate, ETag, StorageClass";

    /** With all versions of each object. */
    public static final String VERSIONS =
            "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass, ChecksumAlgorithm";

    private final String bucket;
    private final String schema;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<String> entries = new ArrayList<>();
    private String format = "CSV";

    public InventoryFixture(String bucket, String schema) {
        this.bucket = bucket;
        this.schema = schema;
    }

    /** One of what a bucket holds now: its rows turned round and over two files, for an inventory is not sorted. */
    public static InventoryFixture of(S3Client s3, String bucket) {
        return of(s3, bucket, "");
    }

    /** The same of an inventory that was configured for a prefix. */
    public static InventoryFixture of(S3Client s3, String bucket, String prefix) {
        List<String> rows = new ArrayList<>();
        for (S3Object object : s3.listObjectsV2Paginator(
                        request -> request.bucket(bucket).prefix(prefix))
                .contents()) {
            rows.add(
                    0,
                    row(
                            bucket,
                            encoded(object.key()),
                            object.size(),
                            object.lastModified(),
                            object.eTag().replace("\"", ""),
                            object.storageClassAsString() == null ? "STANDARD" : object.storageClassAsString()));
        }
        int half = rows.size() / 2;
        return new InventoryFixture(bucket, SCHEMA)
                .data("b.csv.gz", rows.subList(half, rows.size()))
                .data("a.csv.gz", rows.subList(0, half));
    }

    public static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }

    /** A row of a data file. */
    public static String row(Object... fields) {
        StringBuilder row = new StringBuilder();
        for (Object field : fields) {
            row.append(row.isEmpty() ? "" : ",").append('"').append(field).append('"');
        }
        return row.toString();
    }

    public InventoryFixture data(String name, List<String> rows) {
        byte[] packed = gzip(rows.stream().map(row -> row + "\n").collect(Collectors.joining()));
        files.put("data/" + name, packed);
        entries.add("{\"key\": \"inventories/" + bucket + "/all/data/" + name + "\", \"size\": " + packed.length
                + ", \"MD5checksum\": \"" + md5(packed) + "\"}");
        return this;
    }

    public InventoryFixture format(String other) {
        format = other;
        return this;
    }

    /** All files, by their keys below {@code inventories/BUCKET/all/}. */
    public Map<String, byte[]> files() {
        byte[] manifest = ("{\"sourceBucket\": \"" + bucket + "\", \"destinationBucket\": \"arn:aws:s3:::" + bucket
                        + "\", \"version\": \"2016-11-30\", \"creationTimestamp\": \""
                        + Instant.parse("2026-11-25T01:00:00Z").toEpochMilli() + "\", \"fileFormat\": \"" + format
                        + "\", \"fileSchema\": \"" + schema + "\", \"files\": [" + String.join(", ", entries) + "]}")
                .getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> all = new LinkedHashMap<>(files);
        all.put("2026-11-25T01-00Z/manifest.json", manifest);
        all.put("2026-11-25T01-00Z/manifest.checksum", md5(manifest).getBytes(StandardCharsets.US_ASCII));
        return all;
    }

    /** Writes all of it into a folder. @return the path of the manifest */
    public String writeTo(Path folder) {
        files().forEach((name, bytes) -> write(folder.resolve(name), bytes));
        return folder.resolve("2026-11-25T01-00Z/manifest.json").toString();
    }

    /** Writes a file, and the folders that it is in. */
    public static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts all of it into a bucket. @return the address of the manifest */
    public String putInto(S3Client s3, String destination) {
        String folder = "inventories/" + bucket + "/all/";
        files().forEach((name, bytes) ->
                s3.putObject(request -> request.bucket(destination).key(folder + name), RequestBody.fromBytes(bytes)));
        return "s3://" + destination + "/" + folder + "2026-11-25T01-00Z/manifest.json";
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
