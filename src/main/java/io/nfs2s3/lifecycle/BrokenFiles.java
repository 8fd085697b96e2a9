package io.nfs2s3.lifecycle;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.MigrationException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells files that fail by themselves, as over a broken block, from a mount or a store that is down. It is asked about the files of
 * a page whose looks failed, once mount and store answer: a few are broken. Where they are more, the page is to be looked at again,
 * for what is down behind mount and store comes back, most often; and if it does not, they are broken, too, or the run would wait
 * for them for ever. For one thread.
 */
public final class BrokenFiles {
    private static final int FEW = 3;
    private static final int MOST_REPEATS = 3;
    /** Remembered at once: what is looked at of one page is asked about apart, such as its originals and its objects. */
    private static final int MOST_PAGES = 8;

    private final int mostRepeats;
    /** How often each of the latest pages had many. */
    private final Map<Object, Integer> repeats = new HashMap<>();

    private BrokenFiles(int mostRepeats) {
        this.mostRepeats = mostRepeats;
    }

    /** Those of a run, which looks at a page again after each outage. */
    public static BrokenFiles ofRun() {
        return new BrokenFiles(MOST_REPEATS);
    }

    /** Those of one who looks at each page once. */
    public static BrokenFiles ofPreview() {
        return new BrokenFiles(0);
    }

    /**
     * Decides about the files of a page that failed.
     *
     * @param page equal to that of the look before, where it is looked at again
     * @param errors what they failed with
     * @return whether they are many: some of them may do better one by one
     * @throws MigrationException one of the errors, when the page is to be looked at again
     */
    public boolean areMany(Object page, Collection<MigrationException> errors) {
        requireOwn(errors);
        if (errors.size() <= FEW) {
            return false;
        }
        if (repeats.size() >= MOST_PAGES && !repeats.containsKey(page)) {
            repeats.clear();
        }
        if (repeats.merge(page, 1, Integer::sum) <= mostRepeats) {
            throw errors.iterator().next();
        }
        return true;
    }

    /** @throws MigrationException one of the errors, where it is of all files, whichever meets it first */
    public static void requireOwn(Collection<MigrationException> errors) {
        for (MigrationException error : errors) {
            if (isOfAll(error)) {
                throw error;
            }
        }
    }

    /** Whether only waiting helps, or only an operator. */
    private static boolean isOfAll(MigrationException error) {
        return error.code() == FailureCode.STORE_SLOW
                || (error.code().nature() == Nature.OUTAGE && !Outages.pass(error));
    }
}
