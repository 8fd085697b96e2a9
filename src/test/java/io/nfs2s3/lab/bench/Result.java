package io.nfs2s3.lab.bench;

/** How one run ended. */
sealed interface Result {
    /**
     * All is where it belongs.
     *
     * @param note what else is to be said; may be empty
     */
    record Valid(Figures figures, String note) implements Result {}

    /** Not all was copied, so that its time says nothing: a failing copy looks fast. */
    record Failed(String reason) implements Result {}
}
