package io.nfs2s3.cli;

/** Something that the command cannot do without is missing; the message names it and says what to do. */
final class DependencyDownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DependencyDownException(String message) {
        super(message);
    }
}
