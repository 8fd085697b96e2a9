package io.nfs2s3.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nfs2s3.media.Digests;
import io.nfs2s3.media.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What the manifest of an inventory says.
 *
 * @param md5 of the manifest itself, in hexadecimal digits
 * @param bucket whose objects are listed
 * @param created when S3 began to list them
 */
record Manifest(String md5, String bucket, Instant created, Columns columns, List<DataFile> files) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of an inventory of a milliard objects it has some hundred kilobytes. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    /** @param md5 in hexadecimal digits */
    record DataFile(String key, String md5) {}

    /**
     * Reads the manifest, and proves it by its checksum.
     *
     * @param bucket that it must be of
     * @throws IllegalArgumentException when it is not there, damaged, of another bucket, or of a format that is not read
     */
    static Manifest read(InventoryFiles files, String bucket) throws IOException {
        byte[] json = bytes(files, InventoryFiles.MANIFEST);
        String expected = checksum(files);
        String found = HexFormat.of().formatHex(Digests.md5().digest(json));
        if (!found.equalsIgnoreCase(expected)) {
            throw new IllegalArgumentException("the MD5 of " + InventoryFiles.MANIFEST + " is " + found + ", and "
                    + InventoryFiles.CHECKSUM + " says " + Printable.line(expected)
                    + ": copy both again, or take another inventory");
        }
        return parse(json, found, bucket);
    }

    private static String checksum(InventoryFiles files) throws IOException {
        try {
            return new String(bytes(files, InventoryFiles.CHECKSUM), StandardCharsets.US_ASCII).trim();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + ": it belongs to the " + InventoryFiles.MANIFEST
                            + "; S3 writes both when an inventory is whole",
                    e);
        }
    }

    private static byte[] bytes(InventoryFiles files, String name) throws IOException {
        try (InputStream bytes = files.open(name)) {
            byte[] read = bytes.readNBytes(MOST_BYTES);
            if (read.length == MOST_BYTES) {
                throw new IllegalArgumentException(name + " is too large for a manifest");
            }
            return read;
        }
    }

    private static Manifest parse(byte[] json, String md5, String bucket) {
        JsonNode fields = json(json);
        String source = text(fields, "sourceBucket");
        if (!source.equals(bucket)) {
            throw new IllegalArgumentException(
                    "the inventory is of the bucket " + Printable.line(source) + ", and s3.bucket is " + bucket);
        }
        String format = text(fields, "fileFormat");
        if (!format.equalsIgnoreCase("CSV")) {
            throw new IllegalArgumentException("the inventory is in the format " + Printable.line(format)
                    + ", which is not read: choose CSV in the inventory's configuration, and take the next inventory");
        }
        List<DataFile> files = new ArrayList<>();
        fields.path("files").forEach(file -> files.add(new DataFile(text(file, "key"), text(file, "MD5checksum"))));
        return new Manifest(md5, source, created(fields), new Columns(text(fields, "fileSchema")), List.copyOf(files));
    }

    private static JsonNode json(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException("the manifest is no JSON", e);
        }
    }

    private static Instant created(JsonNode fields) {
        try {
            return Instant.ofEpochMilli(Long.parseLong(text(fields, "creationTimestamp")));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the manifest has a creationTimestamp that is no number", e);
        }
    }

    private static String text(JsonNode fields, String name) {
        String text = fields.path(name).asText("");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the manifest does not say " + name + ": is it one of an S3 Inventory?");
        }
        return text;
    }
}
