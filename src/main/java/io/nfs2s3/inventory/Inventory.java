package io.nfs2s3.inventory;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.Printable;
import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.RangeReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One S3 Inventory, proved by its checksums. Its files are sorted neither in themselves nor one after the other, so they are
 * sorted on disk once, and then read like a listing.
 *
 * <p>Errors of its content, and of the temporary folder, come as {@link IllegalArgumentException} with what to do. For one
 * thread.
 */
public final class Inventory {
    /** What records may take in memory while they are sorted, in bytes. */
    private static final long MEMORY = 24L * 1024 * 1024;

    /** Of the key of an object, in bytes. */
    private static final int MOST_KEY = 1_024;

    /** Of an ETag, in characters: it is an MD5, and the number of parts. */
    private static final int MOST_ETAG = 128;

    private final String location;
    private final InventoryFiles files;
    private final Manifest manifest;
    private final Path temporary;
    private final long memory;

    private Inventory(String location, InventoryFiles files, Manifest manifest, Path temporary, long memory) {
        this.location = location;
        this.files = files;
        this.manifest = manifest;
        this.temporary = temporary;
        this.memory = memory;
    }

    /**
     * Reads the manifest.
     *
     * @param location of it: a file, or {@code s3://BUCKET/KEY}
     * @param bucket whose inventory it must be
     * @param temporary folder on disk, with about 200 bytes of room for each object
     * @param patience may ask again for a range that could not be had
     * @throws io.nfs2s3.media.MigrationException when S3 cannot be used, or refuses
     */
    public static Inventory open(
            String location,
            String bucket,
            RangeReader reader,
            Path temporary,
            UnaryOperator<Supplier<RangeReader.Range>> patience) {
        return of(
                location,
                location.startsWith(BucketFiles.SCHEME)
                        ? new BucketFiles(location, reader, patience)
                        : new LocalFiles(location),
                bucket,
                temporary);
    }

    static Inventory of(String location, InventoryFiles files, String bucket, Path temporary) {
        try {
            return new Inventory(location, files, Manifest.read(files, bucket), temporary, MEMORY);
        } catch (IOException e) {
            throw new IllegalArgumentException(location + " cannot be read: " + ErrorText.ofRoot(e), e);
        }
    }

    /** The same with another room in memory. */
    Inventory within(long bytes) {
        return new Inventory(location, files, manifest, temporary, bytes);
    }

    /** When S3 began to list: it has nothing that is newer. */
    public Instant created() {
        return manifest.created();
    }

    /** Of the manifest, which has the MD5 of each file: it identifies the inventory. */
    public String md5() {
        return manifest.md5();
    }

    /**
     * Reads all its files, and sorts the objects that readers get.
     *
     * @param prefix what their keys begin with
     * @param row told of each row; may throw to end it
     * @param read told, after the last row and before the last merge, what all keys begin with, also of those that were not asked
     *     for; null where there is none. It tells what the inventory is about: its manifest does not. May throw to end it
     * @return to be closed
     */
    public SortedObjects sorted(String prefix, Runnable row, Consumer<@Nullable String> read) {
        try (ExternalSort sort = new ExternalSort(temporary, memory)) {
            CommonPrefix common = new CommonPrefix();
            for (Manifest.DataFile file : manifest.files()) {
                read(file, prefix, sort, common, row);
            }
            read.accept(common.value());
            return SortedObjects.of(sort, temporary);
        } catch (IOException e) {
            throw TemporaryFolder.failed("the inventory, of about 200 bytes for each object,", temporary, e);
        }
    }

    private void read(Manifest.DataFile file, String prefix, ExternalSort sort, CommonPrefix common, Runnable row)
            throws IOException {
        try (DataRows rows = DataRows.open(files, file.key())) {
            for (List<String> next = rows.next(); next != null; next = rows.next()) {
                row.run();
                manifest.columns().check(next, manifest.bucket());
                String key = manifest.columns().key(next);
                common.add(key);
                if (key.startsWith(prefix) && manifest.columns().isNewest(next)) {
                    sort.add(record(manifest.columns().object(key, next)));
                }
            }
            rows.requireMd5(file.md5());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the inventory's file " + Printable.line(file.key()) + ": " + e.getMessage(), e);
        }
    }

    /** S3 has no longer ones, and a record holds no longer ones. */
    private static byte[] record(ListedObject object) {
        String etag = object.etag();
        if (object.key().getBytes(StandardCharsets.UTF_8).length > MOST_KEY
                || (etag != null && etag.length() > MOST_ETAG)) {
            throw new IllegalArgumentException("a key or an ETag is longer than one of S3 can be");
        }
        return Records.of(object);
    }
}
