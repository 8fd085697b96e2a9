package io.nfs2s3.inventory;

import io.nfs2s3.storage.RangeReader;
import java.io.InputStream;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** An inventory in the bucket that S3 put it into, or in a copy of it under the same keys. */
final class BucketFiles implements InventoryFiles {
    static final String SCHEME = "s3://";

    private final RangeReader reader;
    private final UnaryOperator<Supplier<RangeReader.Range>> patience;
    private final String bucket;
    private final String folder;

    /** @param patience may ask again for a range that could not be had */
    BucketFiles(String location, RangeReader reader, UnaryOperator<Supplier<RangeReader.Range>> patience) {
        String below = InventoryFiles.folder(location).substring(SCHEME.length());
        int slash = below.indexOf('/');
        if (slash <= 0) {
            throw new IllegalArgumentException("--inventory " + location + ": give s3://BUCKET/KEY");
        }
        this.reader = reader;
        this.patience = patience;
        this.bucket = below.substring(0, slash);
        this.folder = below.substring(slash + 1);
    }

    @Override
    public InputStream open(String name) {
        return data(folder + name);
    }

    @Override
    public InputStream data(String key) {
        return new RangedStream((from, most, etag) ->
                patience.apply(() -> reader.read(bucket, key, from, most, etag)).get());
    }
}
