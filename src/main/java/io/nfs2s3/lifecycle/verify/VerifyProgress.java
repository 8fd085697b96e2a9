package io.nfs2s3.lifecycle.verify;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How far a verify, or a part of it, is, and what it asked of the store. Thread-safe. */
public final class VerifyProgress {
    /** What is counted. */
    enum Figure {
        FILES,
        UNDER_WAY,
        LEFT_TO_SWEEP,
        FRESH,
        NEWER,
        INVENTORIED,
        SCANNED,
        LISTS,
        HEADS,
        READS
    }

    private final Map<Figure, LongAdder> figures = new EnumMap<>(Figure.class);
    private final @Nullable VerifyProgress whole;
    private volatile @Nullable Instant inventory;

    public VerifyProgress() {
        this(null);
    }

    private VerifyProgress(@Nullable VerifyProgress whole) {
        this.whole = whole;
        for (Figure figure : Figure.values()) {
            figures.put(figure, new LongAdder());
        }
    }

    /** That of a part, which counts for this one too. */
    VerifyProgress part() {
        return new VerifyProgress(this);
    }

    void add(Figure figure, long more) {
        LongAdder count = figures.get(figure);
        if (count != null) {
            count.add(more);
        }
        if (whole != null) {
            whole.add(figure, more);
        }
    }

    long of(Figure figure) {
        LongAdder count = figures.get(figure);
        return count == null ? 0 : count.sum();
    }

    /** Files that were judged. */
    public long files() {
        return of(Figure.FILES);
    }

    /** Files that were being uploaded or flipped when they were met: no fault. Other QUEUED files are not met. */
    public long underWay() {
        return of(Figure.UNDER_WAY);
    }

    /** Superseded objects that the sweep removes in its time. */
    public long leftToSweep() {
        return of(Figure.LEFT_TO_SWEEP);
    }

    /** Files that were looked at lately, and only listed now: they match as far as that tells. */
    public long fresh() {
        return of(Figure.FRESH);
    }

    /** When the inventory was begun that stands for a listing; null where the bucket is listed. */
    public @Nullable Instant inventoryOf() {
        return whole == null ? inventory : whole.inventoryOf();
    }

    /** Files and objects that the inventory does not have as they are now: they were looked at. */
    public long newer() {
        return of(Figure.NEWER);
    }

    /** Rows of the inventory that were read. */
    public long inventoryRows() {
        return of(Figure.INVENTORIED);
    }

    /** Names on NFS that a scan came upon; those of one that an outage ended count too. */
    public long namesScanned() {
        return of(Figure.SCANNED);
    }

    /** LIST requests. */
    public long lists() {
        return of(Figure.LISTS);
    }

    /** HEAD requests. */
    public long heads() {
        return of(Figure.HEADS);
    }

    /** Objects that were read. */
    public long reads() {
        return of(Figure.READS);
    }

    void file() {
        add(Figure.FILES, 1);
    }

    void isUnderWay() {
        add(Figure.UNDER_WAY, 1);
    }

    void isLeftToSweep() {
        add(Figure.LEFT_TO_SWEEP, 1);
    }

    void isFresh() {
        add(Figure.FRESH, 1);
    }

    void inventory(Instant created) {
        inventory = created;
    }

    void inventoried() {
        add(Figure.INVENTORIED, 1);
    }

    /** One that was listed otherwise. Of a listing, which is minutes old, that is not counted. */
    void isNewer() {
        if (inventoryOf() != null) {
            add(Figure.NEWER, 1);
        }
    }

    void scanned() {
        add(Figure.SCANNED, 1);
    }

    void list() {
        add(Figure.LISTS, 1);
    }

    void head() {
        add(Figure.HEADS, 1);
    }

    void read() {
        add(Figure.READS, 1);
    }
}
