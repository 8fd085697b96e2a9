package io.nfs2s3.lifecycle;

import io.nfs2s3.catalog.MediaPage;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.runs.RunBatch;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FileRun} does with files, a few at a time. Each method may be called again after an error, and does then what
 * is left to do.
 *
 * @param <F> a file, as it was seen
 */
public interface FileJob<F> {
    /**
     * Files in the order of their paths.
     *
     * @param leftAlone that are not even looked at
     * @param unchanged how many are as they should be already
     * @param last the last path that was looked at; null when there was none
     */
    record Slice<F>(
            List<F> files,
            List<LeftAlone> leftAlone,
            long unchanged,
            @Nullable MediaPath last) {
        public Slice {
            files = List.copyOf(files);
            leftAlone = List.copyOf(leftAlone);
        }
    }

    /**
     * What became of a look at files.
     *
     * @param files that are proved
     * @param unchanged how many are as they should be already
     */
    record Proved<F>(List<F> files, List<LeftAlone> leftAlone, long unchanged) {
        public Proved {
            files = List.copyOf(files);
            leftAlone = List.copyOf(leftAlone);
        }
    }

    /** The record of the run. */
    interface Count {
        /** @throws io.nfs2s3.runs.RunLostException when the run is not this process's any more */
        void requireLease();

        /** Counts files in the transaction that changes them; its last statement. */
        RunBatch in(Handle handle, long done, long unchanged, List<LeftAlone> leftAlone);
    }

    /** The files of a page, from the database. Of paths that are named, those that are not there are left alone. */
    Slice<F> read(MediaPage page);

    /** What it takes to look at a file and to change it, by its row. */
    Forecast forecast(F file);

    /** Looks at files, and changes nothing. */
    Proved<F> prove(List<F> files);

    /** Changes files. */
    RunBatch act(Proved<F> proved, Count count);

    /**
     * Deals with what a process left half done, this one or an earlier one.
     *
     * @return false when there was nothing
     */
    default boolean settle(Count count) {
        return false;
    }
}
