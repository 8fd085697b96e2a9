package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.KeyRange;
import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.catalog.VerifiedCopies;
import io.nfs2s3.inventory.SortedObjects;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import io.nfs2s3.lifecycle.Refusals;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.RunPart;
import io.nfs2s3.source.DirectoryScan;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ObjectAudit;
import io.nfs2s3.storage.ObjectListing;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the database says of copies with the store, and with NFS. Changes nothing. Thread-safe.
 *
 * <p>A listing settles nearly every file: a thousand objects a request, where a HEAD for each would be a thousand times the
 * requests. Rows and objects come in the same order, in parts side by side. What a listing does not settle is looked
 * at anew by the {@link Examiner}. Memory does not grow with the number of files.
 */
public final class Verifier {
    /** Objects that one LIST tells. */
    private static final int LISTED_AT_ONCE = 1_000;

    /** Objects that a store refuses one by one; of more than that it is a right that is missing. */
    private static final int MOST_REFUSED = 1_000;

    private final RecordedCopies recorded;
    private final VerifiedCopies verified;
    private final ObjectAudit audit;
    private final ObjectListing listing;
    private final Inventories inventories;
    private final DirectoryScan scan;
    private final Originals originals;
    private final MediaKinds kinds;
    private final Width width;
    private final VerifyCut cut;

    /**
     * @param scan finds files that have no row
     * @param kinds those that a repair can register
     */
    public Verifier(
            RecordedCopies recorded,
            VerifiedCopies verified,
            ObjectAudit audit,
            NfsSource source,
            DirectoryScan scan,
            MediaKinds kinds,
            Width width,
            Clock clock) {
        this(recorded, verified, audit, audit, scan, new Originals(source, clock), kinds, width, VerifyCut.LISTED);
    }

    private Verifier(
            RecordedCopies recorded,
            VerifiedCopies verified,
            ObjectAudit audit,
            ObjectListing listing,
            DirectoryScan scan,
            Originals originals,
            MediaKinds kinds,
            Width width,
            int rowsOfPart) {
        this.recorded = recorded;
        this.verified = verified;
        this.audit = audit;
        this.listing = listing;
        this.inventories = new Inventories(audit, recorded);
        this.scan = scan;
        this.originals = originals;
        this.kinds = kinds;
        this.width = width;
        this.cut = new VerifyCut(recorded, rowsOfPart);
    }

    /** The same with another listing, and with ranges of another size. */
    Verifier over(UnaryOperator<ObjectListing> other, int rows) {
        return new Verifier(recorded, verified, audit, other.apply(audit), scan, originals, kinds, width, rows);
    }

    /** Where it is remembered what was looked at. */
    VerifiedCopies verified() {
        return verified;
    }

    /** The files whose paths begin with a prefix; empty for all. */
    public Selection below(String pathPrefix) {
        return Selection.of(audit.prefix(), pathPrefix);
    }

    /** How many rows of a selection name an object, about: to tell how far a verify is. */
    public long expected(Selection selection) {
        return recorded.count(selection.rowPrefix());
    }

    /**
     * What a verify would take, by the rows that name an object. Objects and originals of no row come on top. Reads the whole
     * table.
     */
    public Forecast forecast(VerifySelection about) {
        Selection selection = below(about.prefix());
        String keyPrefix = selection.rowPrefix();
        long rows = recorded.count(keyPrefix);
        long files = about.sample() > 0 ? Math.min(about.sample(), rows) : rows;
        Span bytes = looks(about, rows == 0 ? 0 : Math.round(recorded.bytes(keyPrefix) * ((double) files / rows)));
        Forecast forecast = Forecast.of(files);
        if (about.sample() > 0) {
            forecast = forecast.with(Request.HEAD, Span.of(files));
        } else {
            long listed = recorded.count(selection.keyPrefix());
            forecast = forecast.with(Request.LIST, about.inventory() == null ? lists(listed, rows, about) : Span.of(1))
                    .with(Request.HEAD, new Span(Math.max(0, rows - listed), Math.max(rows - listed, files)));
        }
        if (about.depth().readObjects()) {
            forecast = forecast.with(Request.GET, looks(about, files)).getting(bytes);
        }
        return about.depth().readSource() ? forecast.reading(bytes) : forecast;
    }

    /** @param listed rows whose objects the listing has */
    private Span lists(long listed, long rows, VerifySelection about) {
        long full = (listed + LISTED_AT_ONCE - 1) / LISTED_AT_ONCE;
        long ranges = 1 + rows / cut.rowsOfPart(rows, about.depth());
        return new Span(Math.max(1, full), full + 2 * ranges + 2);
    }

    /** How many were looked at lately is not told beforehand. */
    private static Span looks(VerifySelection about, long all) {
        return about.maxAge() == null ? Span.of(all) : Span.upTo(all);
    }

    /**
     * Judges the files of a selection, and keeps no record. Of a sample all rows are in memory.
     *
     * @param expected as {@link #expected} told it: by it the keys are cut into parts
     * @param each told of each file, matches too, by several threads at once and in no order
     * @param goesOn asked again and again; false ends it
     * @return whether it came to the end
     * @throws MigrationException when the store or the mount cannot be used, or does not let the program look: then nothing
     *     more is known
     */
    public boolean verify(
            VerifySelection about, long expected, VerifyTotals totals, Consumer<Judged> each, BooleanSupplier goesOn) {
        return verify(about, cut(about, expected), totals, each, Gate.of(goesOn), done -> {});
    }

    /**
     * So that a verify that could only wait for them is not begun.
     *
     * @return the selection with what identifies its inventory
     * @throws MigrationException when the mount is not there, or the bucket cannot be listed page by page
     * @throws IllegalArgumentException when the inventory is not there, is none of the bucket, or another than the verify began with
     */
    VerifySelection requireDependencies(VerifySelection about, VerifyProgress progress) {
        require(about, progress);
        return about.inventory() == null ? about : about.by(inventories.require(about));
    }

    /** The same of a verify of which some parts are left. */
    void requireDependencies(VerifySelection about, List<RunPart> left, VerifyProgress progress) {
        require(about, progress);
        if (about.inventory() != null && VerifyCut.needsListing(left)) {
            inventories.require(about);
        }
    }

    private void require(VerifySelection about, VerifyProgress progress) {
        requireDependencies(progress);
        if (about.unregistered()) {
            scan.require(about.prefix());
        }
    }

    private void requireDependencies(VerifyProgress progress) {
        originals.requireMount();
        ObjectListing.Page first = page(progress, "");
        if (!first.last()) {
            int size = first.objects().size();
            page(progress, first.objects().get(size - 1).key()); // a store may ignore where it is to begin
        }
    }

    private ObjectListing.Page page(VerifyProgress progress, String after) {
        return FutureErrors.join(counted(progress).page(audit.prefix(), after));
    }

    /** The parts of a verify. */
    List<RunPart> cut(VerifySelection about, long expected) {
        return cut.parts(about, below(about.prefix()), expected);
    }

    /**
     * Judges the files of parts.
     *
     * @param totals count what all parts count
     * @param done told of each part that is done, by several threads at once
     * @return whether it came to the end
     */
    boolean verify(
            VerifySelection about,
            List<RunPart> parts,
            VerifyTotals totals,
            Consumer<Judged> each,
            Gate gate,
            Consumer<VerifyPart> done) {
        gate.patiently(this::mount);
        Selection selection = below(about.prefix());
        if (about.inventory() == null || !VerifyCut.needsListing(parts)) {
            return verify(about, parts, selection, null, totals, each, gate, done);
        }
        try (SortedObjects inventory = inventories.read(about, selection, totals.progress(), gate)) {
            return verify(about, parts, selection, inventory, totals, each, gate, done);
        } catch (CancellationException e) {
            return false; // while it was read
        }
    }

    private boolean verify(
            VerifySelection about,
            List<RunPart> parts,
            Selection selection,
            @Nullable ObjectListing inventory,
            VerifyTotals totals,
            Consumer<Judged> each,
            Gate gate,
            Consumer<VerifyPart> done) {
        Depth depth = about.depth();
        Duration maxAge = about.maxAge();
        Refusals refusals = new Refusals(audit, MOST_REFUSED);
        VerifyRun.Looks looks = (progress, inner, rowReaders, look, settled) -> {
            Copies copies = new Copies(audit, progress, refusals);
            ObjectListing store = counted(progress);
            LaterKeys later = new LaterKeys(store, audit.prefix());
            UnnamedObjects unnamed =
                    new UnnamedObjects(recorded, audit, copies, originals, later, kinds, selection, progress);
            return new PartLook(
                    recorded,
                    rows -> maxAge == null || rows.isEmpty() ? Set.of() : verified.fresh(rows, depth.look(), maxAge),
                    inventory == null ? store : inventory,
                    selection,
                    new Examiner(recorded, copies, originals, kinds, depth, progress),
                    unnamed,
                    new UnregisteredFiles(scan, recorded, kinds, progress),
                    new UnregisteredLook(
                            recorded, audit.prefix(), copies, later, inventory, unnamed, originals, progress),
                    copies::isRefusedAlone,
                    () -> requireDependencies(progress),
                    progress,
                    inner,
                    rowReaders,
                    look,
                    settled);
        };
        try (VerifyRun run = new VerifyRun(width, looks, verified::now, depth.looks(), totals, each, gate, done)) {
            parts.forEach(part -> run.take(part, look -> through(part, selection, look)));
            boolean all = run.finish();
            gate.patiently(this::mount);
            return all;
        }
    }

    /** The listing of the bucket, whose requests are counted. */
    private ObjectListing counted(VerifyProgress progress) {
        return (prefix, after) -> {
            progress.list();
            return listing.page(prefix, after);
        };
    }

    private void through(RunPart part, Selection selection, PartLook look) {
        switch (part.what()) {
            case VerifyCut.KEYS -> look.compare(new KeyRange(selection.rowPrefix(), part.after(), part.upTo()));
            case VerifyCut.IDS -> look.withoutObject(Long.parseLong(part.after()));
            case VerifyCut.SCAN -> look.withoutRow(part.after());
            case VerifyCut.SAMPLE -> look.sample(Integer.parseInt(String.valueOf(part.upTo())));
            default -> throw new IllegalArgumentException("a part of " + part.what());
        }
    }

    private boolean mount() {
        originals.requireMount();
        return true;
    }
}
