package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.KeyRange;
import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ObjectAudit;
import io.nfs2s3.storage.ObjectListing;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Compares what the database says of copies with the store, and with NFS. Changes nothing. Thread-safe.
 *
 * <p>A listing settles nearly every file: a thousand objects a request, where a HEAD for each would be a thousand times the
 * requests. Rows and objects come in the same order, in ranges of keys side by side. What a listing does not settle is looked
 * at anew by the {@link Examiner}. Memory does not grow with the number of files.
 */
public final class Verifier {
    /** Rows of one range. */
    private static final int RANGE = 10_000;

    private static final int MOST_RANGES = 64;
    private final RecordedCopies recorded;
    private final ObjectAudit audit;
    private final ObjectListing listing;
    private final NfsSource source;
    private final int rowsOfRange;

    public Verifier(RecordedCopies recorded, ObjectAudit audit, NfsSource source) {
        this(recorded, audit, audit, source, RANGE);
    }

    private Verifier(
            RecordedCopies recorded, ObjectAudit audit, ObjectListing listing, NfsSource source, int rowsOfRange) {
        this.recorded = recorded;
        this.audit = audit;
        this.listing = listing;
        this.source = source;
        this.rowsOfRange = rowsOfRange;
    }

    /** The same with another listing, and with ranges of another size. */
    Verifier over(UnaryOperator<ObjectListing> other, int rows) {
        return new Verifier(recorded, audit, other.apply(audit), source, rows);
    }

    /** The files whose paths begin with a prefix; empty for all. */
    public Selection below(String pathPrefix) {
        return Selection.of(audit.prefix(), pathPrefix);
    }

    /** How many rows of a selection name an object, about: to tell how far a verify is. */
    public long expected(Selection selection) {
        return recorded.count(selection.keyPrefix());
    }

    /**
     * Judges all files of a selection.
     *
     * @param each told of each file, matches too, by several threads at once and in no order
     * @param goesOn asked again and again; false ends it
     * @return whether it came to the end
     * @throws MigrationException when the store or the mount cannot be used, or does not let the program look: then nothing
     *     more is known
     */
    public boolean verify(
            Selection selection, Depth depth, Consumer<Judged> each, VerifyProgress progress, BooleanSupplier goesOn) {
        try (VerifyRun run = run(selection, depth, each, progress, goesOn)) {
            long ranges = Math.min(MOST_RANGES, 1 + recorded.count(selection.keyPrefix()) / rowsOfRange);
            for (KeyRange range : recorded.ranges(selection.keyPrefix(), (int) ranges)) {
                run.compare(range);
            }
            boolean all = run.await();
            if (all && depth.source()) {
                run.withoutObject();
            }
            return run.finish() && all;
        }
    }

    /**
     * Judges files that are chosen by chance among those whose pointer is S3, each by a look at its object.
     *
     * @param most how many; all of their rows are in memory. Fewer where there are fewer
     * @return whether it came to the end
     * @throws MigrationException as {@link #verify} does
     */
    public boolean sample(
            Selection selection,
            Depth depth,
            int most,
            Consumer<Judged> each,
            VerifyProgress progress,
            BooleanSupplier goesOn) {
        try (VerifyRun run = run(selection, depth, each, progress, goesOn)) {
            List<RecordedCopy> chosen = recorded.sample(selection.pathPrefix(), most);
            chosen.forEach(run::examine);
            return run.finish();
        }
    }

    private VerifyRun run(
            Selection selection, Depth depth, Consumer<Judged> each, VerifyProgress progress, BooleanSupplier goesOn) {
        Originals originals = new Originals(source);
        originals.requireMount();
        Copies copies = new Copies(audit, progress);
        Examiner examiner = new Examiner(recorded, copies, originals, depth, progress);
        UnnamedObjects unnamed = new UnnamedObjects(recorded, audit, copies, originals, selection, progress);
        return new VerifyRun(
                recorded, listing, selection, examiner, unnamed, originals::requireMount, each, progress, goesOn);
    }
}
