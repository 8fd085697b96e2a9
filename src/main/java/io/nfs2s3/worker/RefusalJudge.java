package io.nfs2s3.worker;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.storage.KindOptions;
import io.nfs2s3.storage.ObjectOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a store that refuses everything from one that refuses a single file, by what happens to the others: no error code
 * does, and a bucket that can be looked at may not be written to. So it does with a mount of which hardly any file was read yet.
 *
 * <p>Kinds may be stored in several ways: by a KMS key, tags or a storage class of their own. For a file only those speak that
 * are stored like it, and what is refused in one way alone is no outage.
 *
 * <p>It remembers the refusals of the last thousand files, and no contents. Thread-safe.
 */
final class RefusalJudge {
    /** What a refusal means. */
    enum Verdict {
        /** Others came through while this one was refused again: it is this file's own. */
        THIS_FILE,
        /** Too little is known yet: others are on their way, or came through a moment ago. */
        UNDECIDED,
        /** Large files, and all of them: the small ones come through. */
        LARGE_FILES,
        /** The files that are stored like this one, and all of them: those of other kinds come through, or were not tried. */
        KIND,
        /** So many were refused with none copied between, or nothing speaks for the store: an outage. */
        ALL_FILES
    }

    /** Files refused in a row that make an outage. Fewer than are in flight at a time, or it would show late. */
    static final int IN_A_ROW = 8;

    /** For so long after a copy the store is believed to be well when one single file is refused. */
    static final Duration FRESH = Duration.ofMinutes(1);

    private static final int REMEMBERED = 1_000;

    /** What became of the files that are stored in one way. */
    private static final class Way {
        private final Set<MediaPath> inARow = new HashSet<>();
        private long copies;
        private long largeCopies;
        private @Nullable Long copiedAt;
        private boolean rowBeganFresh;
        /** How many files of any way had been copied when the row began. */
        private long copiedBefore;
    }

    private final KindOptions kinds;
    private final LongSupplier nanos;
    private final Map<ObjectOptions, Way> ways = new HashMap<>();
    private final Set<MediaPath> unreadInARow = new HashSet<>();
    private final Map<MediaPath, Long> refusals = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MediaPath, Long> eldest) {
            return size() > REMEMBERED;
        }
    };
    private int open;
    private long copies;
    private long largeCopies;
    private @Nullable Long copiedAt;
    private boolean allUnread;
    private boolean triesUnread;

    /**
     * @param kinds how the objects of each kind are stored
     * @param nanos a clock such as {@link System#nanoTime()}
     */
    RefusalJudge(KindOptions kinds, LongSupplier nanos) {
        this.kinds = kinds;
        this.nanos = nanos;
    }

    private Way way(MediaPath path) {
        return ways.computeIfAbsent(kinds.of(path), unseen -> new Way());
    }

    /** A file is on its way to the store. */
    synchronized void begun() {
        open++;
    }

    /** It is not any more, however it ended. Called before {@link #copied} and {@link #refused}. */
    synchronized void ended() {
        open--;
    }

    /**
     * The store took a file.
     *
     * @param inParts whether by an upload in parts
     */
    synchronized void copied(MediaPath path, boolean inParts) {
        Way way = way(path);
        copies++;
        way.copies++;
        largeCopies += inParts ? 1 : 0;
        way.largeCopies += inParts ? 1 : 0;
        copiedAt = nanos.getAsLong();
        way.copiedAt = copiedAt;
        way.inARow.clear();
        refusals.remove(path);
        unreadInARow.clear();
        allUnread = false;
        triesUnread = false;
    }

    /**
     * The store refused a file.
     *
     * @param code how; for the parts of a file only other uploads in parts speak
     */
    synchronized Verdict refused(MediaPath path, FailureCode code) {
        boolean parts = code == FailureCode.STORE_REFUSES_PARTS;
        Way way = way(path);
        boolean fresh = isFresh(isOfWay(code) ? way.copiedAt : copiedAt);
        addToRow(way, path, fresh);
        long evidence = parts ? way.largeCopies : way.copies;
        Long before = refusals.remove(path);
        refusals.put(path, evidence); // as the youngest
        if (way.inARow.size() >= IN_A_ROW) {
            return ofAll(way, code);
        }
        if (before != null && evidence > before) {
            return Verdict.THIS_FILE;
        }
        if (parts && fresh) {
            return Verdict.LARGE_FILES;
        }
        if (way.inARow.size() == 1 && way.rowBeganFresh && !parts) {
            return before == null ? Verdict.UNDECIDED : Verdict.THIS_FILE;
        }
        boolean again = before != null && othersCameThrough(way);
        return again || open == 0 ? ofAll(way, code) : Verdict.UNDECIDED;
    }

    /** Whether a store that answers so may do so for the way in which a file is stored. One that fails or is busy does not. */
    private static boolean isOfWay(FailureCode code) {
        return code == FailureCode.STORE_REFUSES || code == FailureCode.STORE_REFUSES_PARTS;
    }

    /** What it means that all files of a way are refused. */
    private Verdict ofAll(Way way, FailureCode code) {
        boolean alone =
                kinds.areSeveral() && ways.values().stream().allMatch(other -> other == way || other.inARow.isEmpty());
        return othersCameThrough(way) || (isOfWay(code) && alone) ? Verdict.KIND : Verdict.ALL_FILES;
    }

    /** Since the row of this way began, in which none of its own did. */
    private boolean othersCameThrough(Way way) {
        return copies > way.copiedBefore;
    }

    /**
     * The mount refused a file when hardly any could be read yet. It can be asked for others as soon as some were, so that a
     * few are tried again as if it were each one's own. Once there were so many, no file pays for it, and each trial comes to
     * its end with as many others, or with one for the second time.
     */
    synchronized Verdict unread(MediaPath path) {
        boolean first = unreadInARow.size() < IN_A_ROW && unreadInARow.add(path);
        allUnread |= unreadInARow.size() >= IN_A_ROW || (triesUnread && !first);
        if (allUnread) {
            return Verdict.ALL_FILES;
        }
        return triesUnread ? Verdict.UNDECIDED : Verdict.THIS_FILE;
    }

    /** Files are tried one at a time, after an outage: where the mount refused many, another one may be read. */
    synchronized void beginTrial() {
        if (allUnread) {
            unreadInARow.clear();
            allUnread = false;
            triesUnread = true;
        }
    }

    private void addToRow(Way way, MediaPath path, boolean fresh) {
        if (way.inARow.isEmpty()) {
            way.rowBeganFresh = fresh;
            way.copiedBefore = copies;
        }
        if (way.inARow.size() < IN_A_ROW) {
            way.inARow.add(path);
        }
    }

    /** How many uploads in parts the store took. */
    synchronized long largeCopies() {
        return largeCopies;
    }

    private boolean isFresh(@Nullable Long at) {
        return at != null && nanos.getAsLong() - at < FRESH.toNanos();
    }
}
