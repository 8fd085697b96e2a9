package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.RunSample.Category;

/**
 * An object that was left as it is.
 *
 * @param name its key without the prefix of the site: the path of its file, where it has one
 * @param detail what was found; may be empty
 */
public record Left(String name, Reason reason, String detail) {
    /** The reason and what was found, in words. */
    public String text() {
        return detail.isEmpty() ? reason.text() : reason.text() + ": " + detail;
    }

    RunSample sample() {
        return new RunSample(reason.isRefusal() ? Category.FAILED : Category.SKIPPED, Printable.line(name), text());
    }
}
