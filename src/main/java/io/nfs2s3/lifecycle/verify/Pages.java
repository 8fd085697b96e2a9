package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.media.FutureErrors;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes through pages one by one, while the next one is on its way. Two pages are in memory, however many there are. For one
 * thread.
 */
public final class Pages<T> implements Iterator<T> {
    /**
     * Some of the items.
     *
     * @param last whether no more follow
     */
    public record Page<T>(List<T> items, boolean last) {}

    private final Function<@Nullable T, CompletableFuture<Page<T>>> next;
    private List<T> items = List.of();
    private int at;
    private @Nullable CompletableFuture<Page<T>> coming;

    /** @param next gives the page behind an item; the first one for null */
    public Pages(Function<@Nullable T, CompletableFuture<Page<T>>> next) {
        this.next = next;
        this.coming = next.apply(null);
    }

    @Override
    public boolean hasNext() {
        while (at == items.size() && coming != null) {
            Page<T> page = FutureErrors.join(coming);
            items = page.items();
            at = 0;
            coming = page.last() || items.isEmpty() ? null : next.apply(items.get(items.size() - 1));
        }
        return at < items.size();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return items.get(at++);
    }

    /** The next one, or null at the end. */
    @Nullable
    T nextOrNull() {
        return hasNext() ? items.get(at++) : null;
    }
}
