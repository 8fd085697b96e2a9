package io.nfs2s3.origin;

import io.nfs2s3.storage.ObjectHead;
import io.nfs2s3.storage.ReadConditions;
import io.nfs2s3.storage.ReadOutcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer can be about the object that the row names. A proxy that is broken may answer in the place of the store,
 * with a page of its own, half of an object, or 304 to whatever it is asked, and somebody may have written other bytes under
 * the key. What is passed on, caches keep: some of it for a year.
 *
 * <p>The ETag of the row is not compared: it changes when an operator has the store encrypt its objects anew, and some stores
 * have none.
 */
final class AnswerCheck {
    private AnswerCheck() {}

    /**
     * What speaks against an answer that is not left open.
     *
     * @param range that was asked for; may be left out of {@code asked} by a HEAD, to which a range is nothing
     * @param size of the object by its row, in bytes
     * @return empty when nothing does
     */
    static Optional<String> objection(
            ReadConditions asked, Optional<RangeHeader> range, long size, ReadOutcome outcome) {
        return Optional.ofNullable(of(asked, range, size, outcome));
    }

    /**
     * Whether an answer proves too little by itself, and the whole object is to be asked for: the answer to a HEAD has no error
     * code that would tell the 404 of the store from that of a proxy, and a 304 need not name the ETag that it is about.
     */
    static boolean leavesOpen(ReadConditions asked, boolean head, ReadOutcome outcome) {
        if (outcome instanceof ReadOutcome.Missing) {
            return head;
        }
        return outcome instanceof ReadOutcome.NotModified same
                && (asked.ifNoneMatch() == null ? asked.ifModifiedSince() != null : same.etag() == null);
    }

    private static @Nullable String of(
            ReadConditions asked, Optional<RangeHeader> range, long size, ReadOutcome outcome) {
        if (outcome instanceof ReadOutcome.Content content) {
            return ofContent(range, size, content.head());
        }
        if (outcome instanceof ReadOutcome.NotModified same) {
            return ofNotModified(asked, same.etag());
        }
        if (outcome instanceof ReadOutcome.RangeNotSatisfiable) {
            return range.isEmpty() || range.get().of(size).isPresent() ? "416 to a range that is there" : null;
        }
        if (outcome instanceof ReadOutcome.PreconditionFailed) {
            return asked.ifMatch() == null ? "412 to a request without a condition" : null;
        }
        return null;
    }

    private static @Nullable String ofContent(Optional<RangeHeader> range, long size, ObjectHead head) {
        String part = head.contentRange();
        if (part == null) {
            return head.length() == size ? null : "it has " + head.length() + " bytes, and its row says " + size;
        }
        Optional<RangeHeader.Slice> wanted = range.flatMap(each -> each.of(size));
        boolean same = wanted.isPresent()
                && part.equals(wanted.get().contentRange(size))
                && head.length() == wanted.get().length();
        return same
                ? null
                : "it is " + head.length() + " bytes, \"" + part + "\", and what was asked for is "
                        + wanted.map(slice -> "\"" + slice.contentRange(size) + "\"")
                                .orElse("the whole of " + size);
    }

    private static @Nullable String ofNotModified(ReadConditions asked, @Nullable String etag) {
        String wanted = asked.ifNoneMatch();
        if (wanted == null) {
            return "304 to a request without a condition";
        }
        return wanted.equals(etag) || ("W/" + wanted).equals(etag)
                ? null
                : "304 for the ETag " + etag + ", and " + wanted + " was asked about";
    }
}
