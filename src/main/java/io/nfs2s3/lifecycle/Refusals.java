package io.nfs2s3.lifecycle;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ObjectAudit;
import io.nfs2s3.storage.ObjectState;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Tells an object that the store refuses to show from a right that is missing. The same answer says both: one object may be
 * another account's or be denied by a policy, its KMS key may be disabled; and without {@code s3:ListBucket} what is missing is
 * refused, too. So it is asked for a key that no object has, and for one that some object has. One for a run. Thread-safe.
 */
public final class Refusals {
    private final ObjectKey nothing;
    private final ObjectKey something;
    private final int most;
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean shown;

    /**
     * Asks for the keys of this site.
     *
     * @param most so many objects are told as refused; one more ends the run
     */
    public Refusals(ObjectAudit audit, int most) {
        this(audit.nothing(), audit.marker(), most);
    }

    /**
     * @param nothing a key that no object has
     * @param something one that an object should have
     */
    Refusals(ObjectKey nothing, ObjectKey something, int most) {
        this.nothing = nothing;
        this.something = something;
        this.most = most;
    }

    /** An object was shown. */
    public void shown() {
        shown = true;
    }

    /** The same for one who counts no requests. */
    public boolean isOfOne(MigrationException error, ObjectAudit audit) {
        return isOfOne(error, key -> FutureErrors.join(audit.look(key)));
    }

    /**
     * Whether an error is of one object, which the store refuses, while it answers for others.
     *
     * @param head looks at what is under a key
     * @throws MigrationException when the store is down, or has refused too many
     */
    public boolean isOfOne(MigrationException error, Function<ObjectKey, ObjectState> head) {
        if (!ObjectAudit.isRefusal(error) || !answersForOthers(head)) {
            return false;
        }
        if (refused.incrementAndGet() > most) {
            throw new MigrationException(
                    FailureCode.STORE_REFUSES,
                    "the store refuses more than " + most + " objects, so the run ends; the last: " + said(error));
        }
        return true;
    }

    private boolean answersForOthers(Function<ObjectKey, ObjectState> head) {
        try {
            return head.apply(nothing) instanceof ObjectState.Nothing
                    && (shown || head.apply(something) instanceof ObjectState.Present);
        } catch (MigrationException e) {
            if (ObjectAudit.isRefusal(e)) {
                return false;
            }
            throw e;
        }
    }

    /** What is said of an object that the store refuses alone. */
    public static String alone(MigrationException error) {
        return "the store refuses it, and not others: " + said(error);
    }

    /** The store's own words, without the advice that is for a missing right. */
    private static String said(MigrationException error) {
        return ErrorText.of(error.getCause() instanceof MigrationException answer ? answer : error);
    }
}
