package io.nfs2s3.lifecycle;

import io.nfs2s3.lifecycle.FileJob.Slice;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.RunSample.Category;
import io.nfs2s3.source.ScanEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that a {@link FileRun} comes upon at once.
 *
 * @param files that are to be proved, and changed
 * @param aside what came with them
 */
record Portion<F>(List<F> files, Aside aside, @Nullable MediaPath last) implements SelectedFiles.Part {
    /**
     * What is only counted.
     *
     * @param leftAlone files, and lines of a list that are no paths
     * @param unchanged how many files are as they should be already
     * @param skipped names of a list that are left out on purpose
     */
    record Aside(List<LeftAlone> leftAlone, long unchanged, List<RunSample> skipped) {
        static final Aside NOTHING = new Aside(List.of(), 0, List.of());

        Aside {
            leftAlone = List.copyOf(leftAlone);
            skipped = List.copyOf(skipped);
        }

        boolean isEmpty() {
            return counts().seen() == 0;
        }

        RunCounts counts() {
            return new RunCounts(0, unchanged, skipped.size(), leftAlone.size());
        }
    }

    Portion {
        files = List.copyOf(files);
    }

    /** @param others what a list has beside the files of the slice */
    static <F> Portion<F> of(Slice<F> slice, List<ScanEntry> others) {
        List<LeftAlone> leftAlone = new ArrayList<>(slice.leftAlone());
        List<RunSample> skipped = new ArrayList<>();
        for (ScanEntry other : others) {
            if (other instanceof ScanEntry.Bad bad) {
                leftAlone.add(new LeftAlone(bad.name(), Obstacle.BAD_NAME, bad.reason()));
            } else if (other instanceof ScanEntry.Skipped left) {
                skipped.add(new RunSample(Category.SKIPPED, left.name(), left.reason()));
            }
        }
        return new Portion<>(slice.files(), new Aside(leftAlone, slice.unchanged(), skipped), slice.last());
    }
}
