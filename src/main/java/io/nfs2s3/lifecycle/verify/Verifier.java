package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.KeyRange;
import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ObjectAudit;
import io.nfs2s3.storage.ObjectListing;
import java.time.Clock;
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
    private final Originals originals;
    private final MediaKinds kinds;
    private final Width width;
    private final int rowsOfRange;

    /** @param kinds those that a repair can register */
    public Verifier(
            RecordedCopies recorded, ObjectAudit audit, NfsSource source, MediaKinds kinds, Width width, Clock clock) {
        this(recorded, audit, audit, new Originals(source, clock), kinds, width, RANGE);
    }

    private Verifier(
            RecordedCopies recorded,
            ObjectAudit audit,
            ObjectListing listing,
            Originals originals,
            MediaKinds kinds,
            Width width,
            int rowsOfRange) {
        this.recorded = recorded;
        this.audit = audit;
        this.listing = listing;
        this.originals = originals;
        this.kinds = kinds;
        this.width = width;
        this.rowsOfRange = rowsOfRange;
    }

    /** The same with another listing, and with ranges of another size. */
    Verifier over(UnaryOperator<ObjectListing> other, int rows) {
        return new Verifier(recorded, audit, other.apply(audit), originals, kinds, width, rows);
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
     * @param expected as {@link #expected} told it: by it the keys are cut into ranges
     * @param each told of each file, matches too, by several threads at once and in no order
     * @param goesOn asked again and again; false ends it
     * @return whether it came to the end
     * @throws MigrationException when the store or the mount cannot be used, or does not let the program look: then nothing
     *     more is known
     */
    public boolean verify(
            Selection selection,
            long expected,
            Depth depth,
            Consumer<Judged> each,
            VerifyProgress progress,
            BooleanSupplier goesOn) {
        try (VerifyRun run = run(selection, depth, each, progress, goesOn)) {
            long ranges = Math.min(MOST_RANGES, 1 + expected / rowsOfRange);
            for (KeyRange range : recorded.ranges(selection.keyPrefix(), (int) ranges)) {
                run.compare(range);
            }
            boolean all = run.await();
            if (all && selection.pathPrefix().isEmpty()) {
                run.outside(audit.prefix());
            }
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
        originals.requireMount();
        Copies copies = new Copies(audit, progress);
        Examiner examiner = new Examiner(recorded, copies, originals, kinds, depth, progress);
        UnnamedObjects unnamed = new UnnamedObjects(recorded, audit, copies, originals, kinds, selection, progress);
        return new VerifyRun(
                width,
                recorded,
                listing,
                selection,
                examiner,
                unnamed,
                originals::requireMount,
                each,
                progress,
                goesOn);
    }
}
