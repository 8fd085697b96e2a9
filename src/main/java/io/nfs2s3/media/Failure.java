package io.nfs2s3.media;

/**
 * A failure as it is recorded and shown.
 *
 * @param message one line for an operator: what happened and, where it is known, what to do
 */
public record Failure(FailureCode code, String message) {
    @Override
    public String toString() {
        return code + ": " + message;
    }
}
