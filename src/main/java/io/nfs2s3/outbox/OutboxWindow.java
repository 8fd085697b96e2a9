package io.nfs2s3.outbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the outbox that were written in a span of time.
 *
 * @param from the first moment that belongs to it; null for no beginning
 * @param to the first moment that does not belong to it any more; null for no end
 */
public record OutboxWindow(@Nullable Instant from, @Nullable Instant to) {
    /** The whole outbox. */
    public static final OutboxWindow ALL = new OutboxWindow(null, null);

    /** @throws IllegalArgumentException when it ends before it begins */
    public OutboxWindow {
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException("from " + from + " to " + to + ": nothing can lie between them");
        }
    }

    public boolean isAll() {
        return from == null && to == null;
    }
}
