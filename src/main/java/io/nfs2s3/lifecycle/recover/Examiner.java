package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.lifecycle.recover.Subject.Evidence;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ObjectState.Present;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what is to become of a path. The keys of its objects are apart from each other in a listing; it is judged at one
 * of them only: at that of its newest own object, or else at the one that its row names. Thread-safe.
 */
final class Examiner {
    private final BucketLook bucket;
    private final Judge judge;

    Examiner(BucketLook bucket, Judge judge) {
        this.bucket = bucket;
        this.judge = judge;
    }

    /**
     * Looks at a path.
     *
     * @param mets where it was met
     * @param row as it is now; null where there is none
     * @return what is to become of it, unless it is judged at a key that is not among these; and the objects of others
     * @throws io.nfs2s3.media.MigrationException when the bucket cannot be asked, or the mount is down
     */
    List<Judged> examine(MediaPath path, List<Met> mets, @Nullable MediaFile row) {
        StoredGenerations stored = bucket.of(path, mets.stream().anyMatch(Met::later));
        return mets.stream().flatMap(met -> examine(met, row, stored).stream()).toList();
    }

    private Optional<Judged> examine(Met met, @Nullable MediaFile row, StoredGenerations stored) {
        Optional<Map.Entry<Integer, Present>> newest = stored.newest();
        if (newest.isPresent() && newest.get().getKey() >= generationOf(row)) {
            Present found = newest.get().getValue();
            if (StoredGenerations.keyOf(found).equals(met.key())) {
                return Optional.of(withPointer(atNewest(met, row, stored, newest.get()), row, met.key()));
            }
            if (newest.get().getKey() > generationOf(row)) {
                return elsewhere(met, row);
            }
        }
        return names(row, met.key()) && Recorded.of(row) == Recorded.ON_S3
                ? Optional.of(atRow(met, row, stored))
                : elsewhere(met, row);
    }

    /** Of a path that could not be looked at. */
    Judged undecided(MediaPath path, @Nullable MediaFile row, String detail) {
        return judge.undecided(path, row, detail);
    }

    /** What readers get meanwhile, where that is not what the row says. */
    private Judged withPointer(Judged judged, @Nullable MediaFile row, String newest) {
        ObjectKey key = row == null || row.location() != Location.S3 ? null : row.objectKey();
        if (judged.act() != Act.UNDECIDED || key == null || key.value().equals(newest)) {
            return judged;
        }
        Optional<Present> led = bucket.at(key);
        if (led.isEmpty()) {
            return judged.also("READERS GET NOTHING: " + key + ", where its row leads, is gone");
        }
        return led.get().archived() || saysSo(row, led.get())
                ? judged
                : judged.also(key + ", where its row leads, has other bytes than the row says");
    }

    private static int generationOf(@Nullable MediaFile row) {
        return row == null ? 0 : row.generation();
    }

    private static boolean names(@Nullable MediaFile row, String key) {
        return row != null && row.objectKey() != null && row.objectKey().value().equals(key);
    }

    /** An older object, one of another, or the row's one whose path is judged at its newest. */
    private Optional<Judged> elsewhere(Met met, @Nullable MediaFile row) {
        return bucket.uploadOf(met.key())
                .filter(upload -> !names(row, met.key()))
                .filter(upload -> bucket.at(new ObjectKey(met.key())) // a row may have been where it is not any more
                        .filter(found -> !bucket.isOwn(found, upload))
                        .isPresent())
                .map(upload -> Judged.foreign(met.key()));
    }

    private Judged atNewest(
            Met met, @Nullable MediaFile row, StoredGenerations stored, Map.Entry<Integer, Present> newest) {
        Present found = newest.getValue();
        boolean leadsElsewhere = row != null && row.location() == Location.S3 && !names(row, met.key());
        if (newest.getKey() == generationOf(row) && leadsElsewhere) {
            return Judged.keep(met.path().value()); // adopted under another key: judged there
        }
        boolean same = newest.getKey() == generationOf(row);
        if (same && Recorded.of(row) == Recorded.ON_S3 && (found.archived() || saysSo(row, found))) {
            return Judged.keep(met.path().value());
        }
        if (found.archived()) {
            return undecided(
                    met.path(), row, "its newest object, generation " + newest.getKey() + ", is in an archive");
        }
        Stored meeting = same ? (Recorded.of(row) == Recorded.ON_S3 ? Stored.OTHER_BYTES : Stored.SAME) : Stored.NEWER;
        Evidence evidence = Evidence.of(found, bucket.checksum(found));
        return judge.judge(new Subject(met.path(), row, stored, meeting, newest.getKey(), evidence));
    }

    /** Whether an object has the bytes that its row says. */
    private boolean saysSo(@Nullable MediaFile row, Present found) {
        return row != null
                && row.sizeBytes() != null
                && row.sizeBytes() == found.size()
                && bucket.checksum(found).equals(row.checksum());
    }

    /** Of a row that leads to S3, where no object of the site's own is of its upload or of a later one. */
    private Judged atRow(Met met, @Nullable MediaFile row, StoredGenerations stored) {
        Optional<Present> found = bucket.at(new ObjectKey(met.key()));
        if (found.isPresent() && (found.get().archived() || saysSo(row, found.get()))) {
            return Judged.keep(met.path().value()); // put by something else, and adopted
        }
        return judge.judge(new Subject(met.path(), row, stored, Stored.GONE, generationOf(row), Evidence.of(row)));
    }
}
