package io.nfs2s3.catalog;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keyset pagination: many rows by short statements, each of which begins behind the last row of the one before. */
final class Keyset {
    private Keyset() {}

    /** Reads one page. */
    @FunctionalInterface
    interface Page<T> {
        /** @param last of the page before; null for the first page */
        List<T> behind(@Nullable T last, int limit);
    }

    /**
     * Tells of each row once, on the caller's thread.
     *
     * @param size how many rows one statement reads
     * @param limit how many rows at most
     */
    static <T> void forEach(int size, long limit, Page<T> pages, Consumer<T> action) {
        T last = null;
        long left = limit;
        List<T> page;
        do {
            page = pages.behind(last, (int) Math.min(size, left));
            page.forEach(action);
            left -= page.size();
            last = page.isEmpty() ? null : page.get(page.size() - 1);
        } while (last != null && left > 0);
    }
}
