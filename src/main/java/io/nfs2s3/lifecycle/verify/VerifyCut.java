package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.runs.RunPart;
import java.util.ArrayList;
import java.util.List;

/** Cuts verifies into parts, each of which is done as a whole or again. Thread-safe. */
final class VerifyCut {
    /** What the keys of a part are. */
    static final String KEYS = "KEYS";

    static final String IDS = "IDS";
    static final String SAMPLE = "SAMPLE";
    static final String SCAN = "SCAN";

    /** Rows of a part that a listing settles. */
    static final int LISTED = 15_000;

    /** Rows of a part in which each file is looked at. */
    private static final int LOOKED_AT = 1_000;

    private static final int MOST_LISTED = 256;
    private static final int MOST_LOOKED_AT = 4_096;

    private final RecordedCopies recorded;
    private final int rowsOfPart;

    /** @param rowsOfPart {@value #LISTED}, or fewer */
    VerifyCut(RecordedCopies recorded, int rowsOfPart) {
        this.recorded = recorded;
        this.rowsOfPart = rowsOfPart;
    }

    /** The parts of a verify of rows; the longest one first. */
    List<RunPart> parts(VerifySelection about, Selection selection, long expected) {
        if (about.sample() > 0) {
            return List.of(new RunPart(1, SAMPLE, "", Integer.toString(about.sample())));
        }
        List<RunPart> parts = new ArrayList<>();
        if (about.unregistered()) {
            parts.add(new RunPart(1, SCAN, about.prefix(), null));
        }
        int ranges = (int) (1 + expected / rowsOfPart(expected, about.depth()));
        recorded.ranges(selection.rowPrefix(), ranges)
                .forEach(range -> parts.add(new RunPart(parts.size() + 1, KEYS, range.after(), range.upTo())));
        long end = about.depth().source() ? recorded.lastId() : 0;
        for (long after = 0; after < end; after += RecordedCopies.IDS) {
            parts.add(new RunPart(parts.size() + 1, IDS, Long.toString(after), null));
        }
        return parts;
    }

    /** A part that takes a look at each file is short, since it is looked at again when it is stopped in its middle. */
    long rowsOfPart(long expected, Depth depth) {
        return depth.looks()
                ? Math.max(Math.min(LOOKED_AT, rowsOfPart), expected / MOST_LOOKED_AT)
                : Math.max(rowsOfPart, expected / MOST_LISTED);
    }

    /** Whether something that is left needs the objects of an inventory. */
    static boolean needsListing(List<RunPart> left) {
        return left.stream()
                .anyMatch(part -> part.what().equals(KEYS) || part.what().equals(SCAN));
    }
}
