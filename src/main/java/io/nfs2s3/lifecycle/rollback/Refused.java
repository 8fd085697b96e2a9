package io.nfs2s3.lifecycle.rollback;

/**
 * A file that was left as it is.
 *
 * @param name its path; of a line of a list that is none, the line, printable
 * @param detail what was found; may be empty
 */
public record Refused(String name, Refusal reason, String detail) {
    /** The reason and what was found, in words. */
    public String text() {
        return detail.isEmpty() ? reason.text() : reason.text() + ": " + detail;
    }
}
