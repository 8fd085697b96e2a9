package io.nfs2s3.lifecycle.rollback;

import io.nfs2s3.lifecycle.SelectedFiles;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.runs.RunSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run comes upon at once.
 *
 * @param files that are to be proved, and changed
 * @param refused that are not even looked at
 * @param unchanged how many are as they should be already
 * @param skipped that were left out on purpose
 * @param last the path of the last row that was looked at; null when there was none
 */
record Page(
        List<MediaFile> files,
        List<Refused> refused,
        long unchanged,
        List<RunSample> skipped,
        @Nullable MediaPath last) implements SelectedFiles.Part {
    Page {
        files = List.copyOf(files);
        refused = List.copyOf(refused);
        skipped = List.copyOf(skipped);
    }

    /** The same, where some of the files are refused after all. */
    Page refusing(List<Refused> more) {
        Set<String> names = more.stream().map(Refused::name).collect(Collectors.toSet());
        return new Page(
                files.stream()
                        .filter(file -> !names.contains(file.path().value()))
                        .toList(),
                Stream.concat(refused.stream(), more.stream()).toList(),
                unchanged,
                skipped,
                last);
    }

    boolean isEmpty() {
        return files.isEmpty() && refused.isEmpty() && unchanged == 0 && skipped.isEmpty();
    }

    /** Pages of so many files at most; the first has all that is not to be proved. */
    List<Page> split(int size) {
        if (files.size() <= size) {
            return List.of(this);
        }
        List<Page> parts = new ArrayList<>();
        for (int from = 0; from < files.size(); from += size) {
            List<MediaFile> part = files.subList(from, Math.min(files.size(), from + size));
            parts.add(
                    from == 0
                            ? new Page(part, refused, unchanged, skipped, last)
                            : new Page(part, List.of(), 0, List.of(), last));
        }
        return parts;
    }
}
