package io.nfs2s3.lifecycle.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ListedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergeTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', ''",
        "a b c, a b c, a=a b=b c=c",
        "a c, a b c d, a=a *=b c=c *=d",
        "a b c, b, a=* b=b c=*",
        "'', a b, *=a *=b",
        "a b, '', a=* b=*",
        "a a b, a b c, a=a a=a b=b *=c",
        "a a, b, a=* a=* *=b",
        "b b c, a b b2, *=a b=b b=b *=b2 c=*",
    })
    void each_row_and_each_object_is_told_once(String rows, String objects, String told) {
        List<String> meetings = new ArrayList<>();

        Merge.run(pages(rows(rows)), pages(objects(objects)), new Merge.Meeting() {
            @Override
            public void both(RecordedCopy row, ListedObject object) {
                meetings.add(row.key() + "=" + object.key());
            }

            @Override
            public void rowAlone(RecordedCopy row) {
                meetings.add(row.key() + "=*");
            }

            @Override
            public void objectAlone(ListedObject object) {
                meetings.add("*=" + object.key());
            }
        });

        assertThat(String.join(" ", meetings)).isEqualTo(told);
    }

    /** Pages of two, the last of which may be empty. */
    private static <T> Pages<T> pages(List<T> all) {
        return new Pages<>(last -> {
            int from = last == null ? 0 : indexOf(all, last) + 1;
            int to = Math.min(all.size(), from + 2);
            return CompletableFuture.completedFuture(new Pages.Page<>(all.subList(from, to), to - from < 2));
        });
    }

    private static <T> int indexOf(List<T> all, T item) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) == item) {
                return i;
            }
        }
        throw new AssertionError();
    }

    private static List<RecordedCopy> rows(String keys) {
        List<RecordedCopy> rows = new ArrayList<>();
        for (String key : words(keys)) {
            rows.add(new RecordedCopy(
                    rows.size() + 1,
                    MediaPath.of(key),
                    1,
                    MediaState.MIGRATED,
                    new ObjectKey(key),
                    1L,
                    null,
                    null,
                    null,
                    null));
        }
        return rows;
    }

    private static List<ListedObject> objects(String keys) {
        return words(keys).stream()
                .map(key -> new ListedObject(key, 1, null, false))
                .toList();
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
