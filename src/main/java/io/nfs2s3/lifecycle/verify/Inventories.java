package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.inventory.Inventory;
import io.nfs2s3.inventory.SortedObjects;
import io.nfs2s3.inventory.TemporaryFolder;
import io.nfs2s3.storage.ObjectAudit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Has a verify read an S3 Inventory in place of a listing of the bucket. Thread-safe. */
final class Inventories {
    /** Rows without an object in the inventory cost a HEAD each. So many may be what is wrong, or newer than it. */
    private static final long FEW = 1_000;

    private static final long PERCENT = 100;

    /** Rows between two questions whether verifies rest. */
    private static final long BATCH = 1_000;

    private final ObjectAudit audit;
    private final RecordedCopies recorded;

    Inventories(ObjectAudit audit, RecordedCopies recorded) {
        this.audit = audit;
        this.recorded = recorded;
    }

    /**
     * So that a verify that could not read it is not begun.
     *
     * @return the MD5 of its manifest
     * @throws IllegalArgumentException when it is not there, damaged, of another bucket, lacks what is needed, or is another than
     *     the verify began with
     */
    String require(VerifySelection about) {
        return open(about, Gate.of(() -> true)).md5();
    }

    /**
     * Reads it.
     *
     * @param progress told of each row
     * @return to be closed
     * @throws IllegalArgumentException also when it is not about the files of the selection
     */
    SortedObjects read(VerifySelection about, Selection selection, VerifyProgress progress, Gate gate) {
        Inventory inventory = open(about, gate);
        progress.inventory(inventory.created());
        return inventory.sorted(
                selection.keyPrefix(),
                () -> {
                    gate.check();
                    progress.inventoried();
                    if (progress.inventoryRows() % BATCH == 0) {
                        gate.rest();
                    }
                },
                common -> gate.patiently(() -> requireAbout(selection, common)));
    }

    private Inventory open(VerifySelection about, Gate gate) {
        String location = Objects.requireNonNull(about.inventory());
        Inventory inventory = Inventory.open(
                location, audit.bucket(), audit.ranges(), TemporaryFolder.path(), range -> () -> gate.patiently(range));
        if (about.inventoryMd5() != null && !about.inventoryMd5().equals(inventory.md5())) {
            throw new IllegalArgumentException("the inventory " + location
                    + " is not the one that the run began with: bring that back, or give the run up by 'runs cancel', and begin"
                    + " anew");
        }
        return inventory;
    }

    /** An inventory may be of one prefix, which its manifest does not say. Its keys do. */
    private boolean requireAbout(Selection selection, @Nullable String common) {
        String asked = selection.keyPrefix();
        if (common != null && asked.startsWith(common)) {
            return true;
        }
        long rows = recorded.count(asked);
        long outside = common != null && common.startsWith(asked) ? rows - recorded.count(common) : rows;
        boolean has = common != null && common.startsWith(asked);
        if (has ? outside <= FEW || outside * PERCENT <= rows : rows == 0) {
            return true;
        }
        throw new IllegalArgumentException("the inventory "
                + (common == null ? "has no object" : "only has keys that begin with '" + common + "'") + ", and "
                + outside
                + " of " + rows
                + " rows name others: take an inventory without a prefix, or a newer one; or narrow the verify"
                + " down by --prefix; or leave out --inventory, to list the bucket");
    }
}
