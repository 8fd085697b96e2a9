package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.storage.ListedObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Goes through rows and objects side by side, both in the {@linkplain KeyOrder order} of their keys, without a sort and
 * without keeping either. The hot path: a million of each are a million comparisons. For one thread.
 */
public final class Merge {
    /** What is told of each key. */
    public interface Meeting {
        void both(RecordedCopy row, ListedObject object);

        /** A row whose object the listing does not have. */
        void rowAlone(RecordedCopy row);

        /** An object that no row names. */
        void objectAlone(ListedObject object);
    }

    private Merge() {}

    /**
     * Tells of all of them.
     *
     * @param rows with keys; several may name one object
     */
    public static void run(Pages<RecordedCopy> rows, Pages<ListedObject> objects, Meeting meeting) {
        RecordedCopy row = rows.nextOrNull();
        ListedObject object = objects.nextOrNull();
        boolean named = false;
        while (row != null || object != null) {
            int order = order(row, object);
            if (order < 0) {
                meeting.rowAlone(Objects.requireNonNull(row));
                row = rows.nextOrNull();
            } else if (order == 0) {
                meeting.both(Objects.requireNonNull(row), Objects.requireNonNull(object));
                named = true;
                row = rows.nextOrNull();
            } else {
                if (!named) {
                    meeting.objectAlone(Objects.requireNonNull(object));
                }
                named = false;
                object = objects.nextOrNull();
            }
        }
    }

    private static int order(@Nullable RecordedCopy row, @Nullable ListedObject object) {
        if (row == null || row.key() == null) {
            return 1;
        }
        return object == null ? -1 : KeyOrder.compare(row.key().value(), object.key());
    }
}
