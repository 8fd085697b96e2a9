package io.nfs2s3.inventory;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.Printable;
import io.nfs2s3.storage.RangeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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

    /**
     * Reads all its files, and sorts the objects that readers get.
     *
     * @param prefix what their keys begin with
     * @param row told of each row; may throw to end it
     * @return to be closed
     */
    public SortedObjects sorted(String prefix, Runnable row) {
        try (ExternalSort sort = new ExternalSort(temporary, memory)) {
            CommonPrefix common = new CommonPrefix();
            for (Manifest.DataFile file : manifest.files()) {
                read(file, prefix, sort, common, row);
            }
            return SortedObjects.of(sort, temporary, common);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the inventory cannot be sorted in " + temporary + ": " + ErrorText.ofRoot(e)
                            + "; it takes about 200 bytes for each object there. NFS2S3_JAVA_OPTS=-Djava.io.tmpdir=DIR"
                            + " names another folder",
                    e);
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
                    sort.add(Records.of(manifest.columns().object(key, next)));
                }
            }
            rows.requireMd5(file.md5());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the inventory's file " + Printable.line(file.key()) + ": " + e.getMessage(), e);
        }
    }
}
