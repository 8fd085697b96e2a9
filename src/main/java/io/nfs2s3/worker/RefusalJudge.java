package io.nfs2s3.worker;

import io.nfs2s3.media.MediaPath;
import java.time.Duration;
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
        /** So many were refused with none copied between, or nothing speaks for the store: an outage. */
        ALL_FILES
    }

    /** Files refused in a row that make an outage. Fewer than are in flight at a time, or it would show late. */
    static final int IN_A_ROW = 8;

    /** For so long after a copy the store is believed to be well when one single file is refused. */
    static final Duration FRESH = Duration.ofMinutes(1);

    private static final int REMEMBERED = 1_000;
    private final LongSupplier nanos;
    private final Set<MediaPath> inARow = new HashSet<>();
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
    private boolean rowBeganFresh;
    private boolean allUnread;
    private boolean triesUnread;

    /** @param nanos a clock such as {@link System#nanoTime()} */
    RefusalJudge(LongSupplier nanos) {
        this.nanos = nanos;
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
        copies++;
        largeCopies += inParts ? 1 : 0;
        copiedAt = nanos.getAsLong();
        inARow.clear();
        refusals.remove(path);
        unreadInARow.clear();
        allUnread = false;
        triesUnread = false;
    }

    /**
     * The store refused a file.
     *
     * @param parts whether it refused a part: for parts only other uploads in parts speak
     */
    synchronized Verdict refused(MediaPath path, boolean parts) {
        boolean fresh = isFresh();
        addToRow(path, fresh);
        long evidence = parts ? largeCopies : copies;
        Long before = refusals.remove(path);
        refusals.put(path, evidence); // as the youngest
        if (inARow.size() >= IN_A_ROW) {
            return Verdict.ALL_FILES;
        }
        if (before != null && evidence > before) {
            return Verdict.THIS_FILE;
        }
        if (parts && fresh) {
            return Verdict.LARGE_FILES;
        }
        if (inARow.size() == 1 && rowBeganFresh && !parts) {
            return before == null ? Verdict.UNDECIDED : Verdict.THIS_FILE;
        }
        return open == 0 ? Verdict.ALL_FILES : Verdict.UNDECIDED;
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

    private void addToRow(MediaPath path, boolean fresh) {
        if (inARow.isEmpty()) {
            rowBeganFresh = fresh;
        }
        if (inARow.size() < IN_A_ROW) {
            inARow.add(path);
        }
    }

    /** How many uploads in parts the store took. */
    synchronized long largeCopies() {
        return largeCopies;
    }

    private boolean isFresh() {
        return copiedAt != null && nanos.getAsLong() - copiedAt < FRESH.toNanos();
    }
}
