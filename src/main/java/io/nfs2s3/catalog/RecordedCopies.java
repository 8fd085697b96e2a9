package io.nfs2s3.catalog;

import static java.util.stream.Collectors.toMap;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the media table says of copies, in the order in which a store lists them. Changes nothing.
 *
 * <p>Thread-safe. Each method is one statement, so no transaction lasts as long as its reader. Errors of the database
 * come as {@link org.jdbi.v3.core.JdbiException}.
 */
public final class RecordedCopies {
    /** How many rows one statement reads. */
    public static final int PAGE = 1_000;

    /** What the database knows of an object that no row names. */
    public enum Unnamed {
        /** The path of its upload has no row. */
        UNKNOWN,
        /** A worker may flip to it: its upload is the newest one of the path, and QUEUED or HELD. */
        UNDER_WAY,
        /** It is on the list of the sweep, which removes it in its time. */
        LISTED,
        /** A later upload of its path is in S3, and nobody sees to it. */
        LEFT_BEHIND,
        /** Its path has a row, and no later upload in S3: it may be the only copy of its bytes. */
        NOT_REPLACED
    }

    /** How many ids one statement looks at that no index serves. */
    public static final long IDS = 10_000;

    private final Jdbi jdbi;
    private final Jdbi patient;

    /** @param patient for statements that read all rows, which may take minutes */
    public RecordedCopies(Jdbi jdbi, Jdbi patient) {
        this.jdbi = jdbi;
        this.patient = patient;
    }

    /**
     * The next rows of a range that name an object, by its key; rows of one key by their id.
     *
     * @param last the row before; null at the beginning
     * @return fewer than {@value #PAGE} at the end of the range; the caller leaves out keys that do not begin with the prefix
     */
    public List<RecordedCopy> page(KeyRange range, @Nullable RecordedCopy last) {
        return jdbi.withHandle(handle -> RecordedSql.page(handle, range, last, PAGE));
    }

    /** How many rows name an object whose key begins with a prefix. Reads the index: of a million in 0.2 s. */
    public long count(String keyPrefix) {
        return patient.withHandle(handle -> RecordedSql.count(handle, keyPrefix));
    }

    /** How many bytes the objects of these rows have. */
    public long bytes(String keyPrefix) {
        return patient.withHandle(handle -> RecordedSql.bytes(handle, keyPrefix));
    }

    /**
     * Cuts the keys of a prefix into ranges of about the same number of rows, by a sample of them.
     *
     * @param ranges 1 or more
     * @return so many, or fewer where there are not so many keys; they cover every key
     */
    public List<KeyRange> ranges(String keyPrefix, int ranges) {
        return patient.withHandle(handle -> RecordedSql.ranges(handle, keyPrefix, ranges));
    }

    /**
     * A file that is MIGRATED or RETIRED, for a look at its object: of those whose keys come first, not larger than a size. Empty
     * also when there is none among the first {@value #IDS} keys of the prefix.
     *
     * @param largest in bytes
     */
    public Optional<RecordedCopy> anyMigrated(String keyPrefix, long largest) {
        return jdbi.withHandle(handle -> RecordedSql.anyMigrated(handle, keyPrefix, largest, IDS));
    }

    /** Rows by chance, each as likely as the other, of those whose pointer is S3. Reads the whole table. */
    public List<RecordedCopy> sample(String pathPrefix, int most) {
        return patient.withHandle(handle -> RecordedSql.sample(handle, pathPrefix, most));
    }

    /**
     * The rows with the next {@value #IDS} ids that name no object, and whose readers get the original: HELD or FAILED.
     *
     * @param afterId ids up to this one are left out
     */
    public List<RecordedCopy> withoutObject(String pathPrefix, long afterId) {
        return jdbi.withHandle(handle -> RecordedSql.withoutObject(handle, pathPrefix, afterId, IDS));
    }

    /** The highest id; 0 where there is no row. */
    public long lastId() {
        return jdbi.withHandle(RecordedSql::lastId);
    }

    /** The row of a path, as it is now. */
    public Optional<RecordedCopy> find(MediaPath path) {
        return Optional.ofNullable(find(List.of(path)).get(path));
    }

    private Map<MediaPath, RecordedCopy> find(Collection<MediaPath> paths) {
        return jdbi.withHandle(handle -> RecordedSql.find(handle, paths)).stream()
                .collect(toMap(RecordedCopy::path, Function.identity()));
    }

    /** Those of some paths that have a row. */
    public Set<MediaPath> known(Collection<MediaPath> paths) {
        return paths.isEmpty() ? Set.of() : jdbi.withHandle(handle -> RecordedSql.known(handle, paths));
    }

    /** The row that names a key, as it is now. None names one with a NUL, which S3 takes: the database knows no such text. */
    public Optional<RecordedCopy> naming(String key) {
        return key.indexOf('\0') < 0 ? jdbi.withHandle(handle -> RecordedSql.naming(handle, key)) : Optional.empty();
    }

    /**
     * What is known of an object that no row names.
     *
     * @param upload of which it says to be a copy
     */
    public Unnamed unnamed(FileVersion upload) {
        return jdbi.withHandle(handle -> RecordedSql.unnamed(handle, upload));
    }
}
