package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.media.FutureErrors;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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
    private final UnaryOperator<Supplier<Page<T>>> patience;
    private List<T> items = List.of();
    private int at;
    private boolean ended;
    private @Nullable T before;
    private @Nullable CompletableFuture<Page<T>> coming;

    /** @param next gives the page behind an item; the first one for null */
    public Pages(Function<@Nullable T, CompletableFuture<Page<T>>> next) {
        this(next, page -> page);
    }

    /** @param patience may ask for a page again that could not be had */
    Pages(Function<@Nullable T, CompletableFuture<Page<T>>> next, UnaryOperator<Supplier<Page<T>>> patience) {
        this.next = next;
        this.patience = patience;
        this.coming = next.apply(null);
    }

    @Override
    public boolean hasNext() {
        while (at == items.size() && !ended) {
            Page<T> page = patience.apply(this::await).get();
            items = page.items();
            at = 0;
            ended = page.last() || items.isEmpty();
            if (!ended) {
                before = items.get(items.size() - 1);
                coming = next.apply(before);
            }
        }
        return at < items.size();
    }

    /** The page that is on its way, or, once that failed, another try. */
    private Page<T> await() {
        CompletableFuture<Page<T>> page = coming == null ? next.apply(before) : coming;
        coming = null;
        return FutureErrors.join(page);
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
