package io.nfs2s3.lifecycle.verify;

import org.jspecify.annotations.Nullable;

/**
 * What is to be said and done about a file.
 *
 * @param cause null where nothing is the matter, or the store's answer alone says what is
 */
public record Decision(Verdict verdict, @Nullable Cause cause, Act act) {
    static final Decision MATCH = new Decision(Verdict.MATCH, null, Act.NONE);

    /** The bytes are right, and the next verify need not look at the object again. */
    static final Decision EVIDENCE_MISSING = new Decision(Verdict.MATCH, Cause.EVIDENCE_MISSING, Act.TAKE_UP_EVIDENCE);

    /** Whether there is something to say of the file. */
    public boolean isNews() {
        return !equals(MATCH);
    }

    /** The same, where an act is not safe for this file: an operator decides. */
    Decision orAsk(Act unsafe) {
        return act == unsafe ? new Decision(verdict, cause, Act.ASK) : this;
    }

    static Decision of(Verdict verdict, Cause cause, Act act) {
        return new Decision(verdict, cause, act);
    }
}
