package io.nfs2s3.lifecycle;

/** So many proofs failed that something is wrong with more than a few files. Its text names the limit of {@code retire}. */
public final class FailedProofsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param most how many were allowed */
    public FailedProofsException(long most) {
        super("more than " + most
                + " proofs failed: something is wrong with more than a few files; look at those that are"
                + " named, and see retire.mostFailedProofs");
    }
}
