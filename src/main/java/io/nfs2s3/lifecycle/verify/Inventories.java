package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.inventory.Inventory;
import io.nfs2s3.inventory.SortedObjects;
import io.nfs2s3.storage.ObjectAudit;
import java.nio.file.Path;

/** Has a verify read an S3 Inventory in place of a listing of the bucket. Thread-safe. */
final class Inventories {
    /** Rows without an object in the inventory cost a HEAD each. So many may be what is wrong, or newer than it. */
    private static final long FEW = 1_000;

    private static final long PERCENT = 100;

    private final ObjectAudit audit;
    private final RecordedCopies recorded;
    private final Path temporary;

    Inventories(ObjectAudit audit, RecordedCopies recorded) {
        this.audit = audit;
        this.recorded = recorded;
        this.temporary = Path.of(System.getProperty("java.io.tmpdir"));
    }

    /**
     * So that a verify that could not read it is not begun.
     *
     * @throws IllegalArgumentException when it is not there, damaged, of another bucket, or lacks what is needed
     */
    void require(String location) {
        open(location, Gate.of(() -> true));
    }

    /**
     * Reads it.
     *
     * @param progress told of each row
     * @return to be closed
     * @throws IllegalArgumentException also when it is not about the files of the selection
     */
    SortedObjects read(String location, Selection selection, VerifyProgress progress, Gate gate) {
        Inventory inventory = open(location, gate);
        progress.inventory(inventory.created());
        SortedObjects objects = inventory.sorted(selection.keyPrefix(), () -> {
            gate.check();
            progress.inventoried();
        });
        try {
            gate.patiently(() -> requireAbout(selection, objects));
            return objects;
        } catch (RuntimeException e) {
            objects.close();
            throw e;
        }
    }

    private Inventory open(String location, Gate gate) {
        return Inventory.open(
                location, audit.bucket(), audit.ranges(), temporary, range -> () -> gate.patiently(range));
    }

    /** An inventory may be of one prefix, which its manifest does not say. Its keys do. */
    private boolean requireAbout(Selection selection, SortedObjects objects) {
        String common = objects.commonPrefix();
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
