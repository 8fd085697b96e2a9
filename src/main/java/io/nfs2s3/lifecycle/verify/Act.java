package io.nfs2s3.lifecycle.verify;

import java.util.Locale;

/** What can be done about a file without a risk for what readers get. */
public enum Act {
    NONE(""),
    /** Registers the original as a new upload. */
    REQUEUE("enqueue the path: the original is copied"),
    /** Sends readers to the original, which is proved, and has it copied under a new key. */
    FLIP_BACK("send readers to the original, which is right, and have it copied again"),
    /** Writes into the row what the store says of an object whose bytes are proved. */
    TAKE_UP_EVIDENCE("take up the ETag and the version of the object"),
    /** Puts the object on the list of the sweep, which removes what is provably this site's and unnamed. */
    LEAVE_TO_SWEEP("put the object on the list of the sweep"),
    /** Nothing is proved enough to be done without asking. */
    ASK("decide by hand: see docs/verify.md");

    private final String words;

    Act(String words) {
        this.words = words;
    }

    /** As it is printed: {@code flip-back}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** In words for an operator; empty for nothing. */
    public String words() {
        return words;
    }
}
