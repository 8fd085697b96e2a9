package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.lifecycle.adopt.Finding.By;
import io.nfs2s3.lifecycle.adopt.Finding.Proved;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What one pass of an adoption did, and why it left objects. Thread-safe. */
public final class AdoptTally {
    /**
     * What proved the objects.
     *
     * @param etag the MD5 of the original, or of its parts
     * @param checksum that the store keeps
     * @param read of the object
     */
    public record Proofs(long etag, long checksum, long read) {}

    private final Map<By, Long> by = new EnumMap<>(By.class);
    private final Map<Reason, Long> reasons = new EnumMap<>(Reason.class);
    private long bytes;
    private long mended;

    synchronized void adopted(List<Proved> files) {
        files.forEach(file -> {
            by.merge(file.by(), 1L, Long::sum);
            bytes += file.copy().sizeBytes();
            mended += file.mended() ? 1 : 0;
        });
    }

    synchronized void left(List<Left> objects) {
        objects.forEach(one -> reasons.merge(one.reason(), 1L, Long::sum));
    }

    /** How many were adopted by each kind of proof. */
    public synchronized Proofs proofs() {
        return new Proofs(count(By.ETAG), count(By.CHECKSUM), count(By.READ));
    }

    private long count(By one) {
        return by.getOrDefault(one, 0L);
    }

    /** How many were left for each reason. */
    public synchronized Map<Reason, Long> reasons() {
        return new EnumMap<>(reasons);
    }

    /** Of the files that were adopted. */
    public synchronized long bytes() {
        return bytes;
    }

    /** How many were copied onto themselves. */
    public synchronized long mended() {
        return mended;
    }
}
