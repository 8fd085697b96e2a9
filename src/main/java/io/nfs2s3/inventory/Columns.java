package io.nfs2s3.inventory;

import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectAudit;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Which column of a data file is what, in any order, and what a row says of an object. */
final class Columns {
    private static final String TIERING = "INTELLIGENT_TIERING";

    /** Tiers of it whose objects can be read at once. */
    private static final Set<String> READABLE = Set.of("FREQUENT", "INFREQUENT", "ARCHIVE_INSTANT_ACCESS");

    private static final int ABSENT = -1;

    private final int count;
    private final int bucket;
    private final int key;
    private final int size;
    private final int etag;
    private final int storageClass;
    private final int tier;
    private final int latest;
    private final int deleteMarker;

    /**
     * @param schema the names of the columns, as the manifest has them: separated by commas
     * @throws IllegalArgumentException when one that is needed is missing
     */
    Columns(String schema) {
        List<String> names = Arrays.stream(schema.split(",")).map(String::trim).toList();
        this.count = names.size();
        this.bucket = names.indexOf("Bucket");
        this.key = names.indexOf("Key");
        this.size = names.indexOf("Size");
        this.etag = names.indexOf("ETag");
        this.storageClass = names.indexOf("StorageClass");
        this.tier = names.indexOf("IntelligentTieringAccessTier");
        this.latest = names.indexOf("IsLatest");
        this.deleteMarker = names.indexOf("IsDeleteMarker");
        requireNeeded(names);
    }

    /** Where the inventory has several versions of a key, it must say which is the newest. */
    private static void requireNeeded(List<String> names) {
        List<String> needed = new ArrayList<>(List.of("Bucket", "Key", "Size", "ETag", "StorageClass"));
        if (names.contains("VersionId")) {
            needed.addAll(List.of("IsLatest", "IsDeleteMarker"));
        }
        needed.removeAll(names);
        if (!needed.isEmpty()) {
            throw new IllegalArgumentException("the inventory has no " + String.join(", no ", needed)
                    + ": add it to the optional fields of the inventory's configuration, and take the next inventory");
        }
    }

    /** @throws IllegalArgumentException when a row is not of these columns, or of another bucket */
    void check(List<String> row, String sourceBucket) {
        if (row.size() != count) {
            throw new IllegalArgumentException("a row has " + row.size() + " columns, the manifest names " + count);
        }
        if (!row.get(bucket).equals(sourceBucket)) {
            throw new IllegalArgumentException("a row is of the bucket " + row.get(bucket) + ", not " + sourceBucket);
        }
    }

    /** Whether a row is the object that a reader gets: not an older version, and no delete marker. */
    boolean isNewest(List<String> row) {
        return (latest == ABSENT || row.get(latest).equals("true"))
                && (deleteMarker == ABSENT || !row.get(deleteMarker).equals("true"));
    }

    String key(List<String> row) {
        return URLDecoder.decode(row.get(key), StandardCharsets.UTF_8);
    }

    ListedObject object(String decodedKey, List<String> row) {
        String tag = ObjectAudit.plainEtag(row.get(etag));
        return new ListedObject(
                decodedKey,
                Long.parseLong(row.get(size)),
                tag == null || tag.isEmpty() ? null : tag,
                mayBeArchived(row));
    }

    private boolean mayBeArchived(List<String> row) {
        String name = row.get(storageClass);
        boolean tierIsReadable = tier != ABSENT && name.equals(TIERING) && READABLE.contains(row.get(tier));
        return !tierIsReadable && ObjectAudit.mayBeArchived(name);
    }
}
