package io.nfs2s3.lifecycle.rollback;

import io.nfs2s3.catalog.MediaPage;
import io.nfs2s3.catalog.RollbackFiles;
import io.nfs2s3.catalog.RollbackFiles.Row;
import io.nfs2s3.lifecycle.SelectedFiles;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.RunSample.Category;
import io.nfs2s3.source.ScanEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Makes pages of the rows that a selection leads to. What a run changed before is not selected any more. */
final class PageReader implements SelectedFiles.Reader<Page> {
    private final Jdbi jdbi;
    private final RollbackSelection selection;
    private final @Nullable Run run;

    /** @param run what it changed before is not counted again; null for no run */
    PageReader(Jdbi jdbi, RollbackSelection selection, @Nullable Run run) {
        this.jdbi = jdbi;
        this.selection = selection;
        this.run = run;
    }

    @Override
    public Page read(MediaPage rows, List<ScanEntry> others) {
        List<MediaFile> files = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        List<RunSample> skipped = new ArrayList<>();
        for (ScanEntry other : others) {
            if (other instanceof ScanEntry.Skipped left) {
                skipped.add(new RunSample(Category.SKIPPED, left.name(), left.reason()));
            } else if (other instanceof ScanEntry.Bad bad) {
                refused.add(new Refused(bad.name(), Refusal.BAD_NAME, bad.reason()));
            }
        }
        long unchanged = 0;
        MediaPath last = null;
        Set<MediaPath> unknown = new HashSet<>(rows.paths());
        for (Row row : find(rows)) {
            last = row.file().path();
            unknown.remove(last);
            if (row.selected() && row.file().state() == MediaState.RETIRED) {
                refused.add(new Refused(last.value(), Refusal.RETIRED, ""));
            } else if (row.selected()) {
                files.add(row.file());
            } else if (rows.isNamed() && (run == null || !Objects.equals(run.id(), row.run()))) {
                unchanged++;
            }
        }
        rows.paths().stream()
                .filter(unknown::contains)
                .forEach(path -> refused.add(new Refused(path.value(), Refusal.NOT_REGISTERED, "")));
        return new Page(files, refused, unchanged, skipped, last);
    }

    private List<Row> find(MediaPage rows) {
        return jdbi.withHandle(handle -> RollbackFiles.find(handle, rows, selection.undo(), selection.run()));
    }
}
