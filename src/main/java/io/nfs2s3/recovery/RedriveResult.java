package io.nfs2s3.recovery;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a redrive did.
 *
 * @param moved messages that are back in their queue
 * @param kept messages that stay, for no worker could read them
 * @param refused messages that SQS did not take back, which stay too
 * @param reasons why messages stay; a few of them, each once
 */
public record RedriveResult(long moved, long kept, long refused, List<String> reasons) {
    public RedriveResult {
        reasons = List.copyOf(reasons);
    }

    /** Both together. */
    public RedriveResult plus(RedriveResult other) {
        return new RedriveResult(
                moved + other.moved,
                kept + other.kept,
                refused + other.refused,
                Stream.concat(reasons.stream(), other.reasons.stream())
                        .distinct()
                        .toList());
    }
}
