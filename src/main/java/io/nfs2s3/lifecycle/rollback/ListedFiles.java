package io.nfs2s3.lifecycle.rollback;

import static java.util.stream.Collectors.toMap;

import io.nfs2s3.catalog.RollbackFiles;
import io.nfs2s3.catalog.RollbackFiles.Row;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.RunSample.Category;
import io.nfs2s3.source.ScanEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Files that a list names, in its order. A path that comes twice counts once, as far as the run itself can tell. */
final class ListedFiles implements Candidates {
    private final Jdbi jdbi;
    private final NameList names;
    private final boolean undo;
    private final @Nullable Run run;

    /**
     * @param undo whether they are to be queued again
     * @param run what it changed before is not counted again, and must be on the list; null for no run
     */
    ListedFiles(Jdbi jdbi, NameList names, boolean undo, @Nullable Run run) {
        this.jdbi = jdbi;
        this.names = names;
        this.undo = undo;
        this.run = run;
    }

    @Override
    public void forEach(Patience patience, Consumer<Page> each) {
        List<ScanEntry> open = new ArrayList<>();
        AtomicLong count = new AtomicLong();
        names.forEach(name -> {
            count.incrementAndGet();
            open.add(name);
            if (open.size() == RollbackFiles.PAGE) {
                each.accept(page(patience, open));
                open.clear();
            }
        });
        each.accept(page(patience, open));
        if (run != null && count.get() < run.counts().done()) {
            throw new IllegalArgumentException("the list has " + count + " names, and run " + run.id() + " changed "
                    + run.counts().done() + " files of it before: give it the whole list");
        }
    }

    private Page page(Patience patience, List<ScanEntry> entries) {
        Set<MediaPath> paths = new LinkedHashSet<>();
        List<Refused> refused = new ArrayList<>();
        List<RunSample> skipped = new ArrayList<>();
        for (ScanEntry entry : entries) {
            if (entry instanceof ScanEntry.File file) {
                paths.add(MediaPath.of(file.path()));
            } else if (entry instanceof ScanEntry.Skipped left) {
                skipped.add(new RunSample(Category.SKIPPED, left.name(), left.reason()));
            } else if (entry instanceof ScanEntry.Bad bad) {
                refused.add(new Refused(bad.name(), Refusal.BAD_NAME, bad.reason()));
            }
        }
        Map<MediaPath, Row> rows =
                patience.with(() -> jdbi.withHandle(handle -> RollbackFiles.find(handle, paths))).stream()
                        .collect(toMap(row -> row.file().path(), Function.identity()));
        List<MediaFile> files = new ArrayList<>();
        long unchanged = 0;
        for (MediaPath path : paths) {
            Row row = rows.get(path);
            if (row == null) {
                refused.add(new Refused(path.value(), Refusal.NOT_REGISTERED, ""));
            } else if (!undo && row.file().state() == MediaState.RETIRED) {
                refused.add(new Refused(path.value(), Refusal.RETIRED, ""));
            } else if (isMeant(row)) {
                files.add(row.file());
            } else if (run == null || !Objects.equals(run.id(), row.run())) {
                unchanged++;
            }
        }
        return new Page(files, refused, unchanged, skipped);
    }

    private boolean isMeant(Row row) {
        return undo ? row.file().isRolledBack() : row.file().location() == Location.S3;
    }
}
