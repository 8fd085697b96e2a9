package io.nfs2s3.lifecycle.rollback;

import io.nfs2s3.catalog.RollbackFiles;
import io.nfs2s3.catalog.RollbackFiles.Row;
import io.nfs2s3.catalog.RollbackFilter;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Files that a filter selects, in the order of their paths. A resumed run begins anew: what it changed before is not
 * selected any more.
 */
final class SelectedFiles implements Candidates {
    private final Jdbi jdbi;
    private final RollbackFilter filter;

    SelectedFiles(Jdbi jdbi, RollbackFilter filter) {
        this.jdbi = jdbi;
        this.filter = filter;
    }

    @Override
    public void forEach(Patience patience, Consumer<Page> each) {
        MediaPath last = null;
        do {
            List<Row> rows = page(patience, last);
            each.accept(page(rows));
            last = rows.isEmpty() ? null : rows.get(rows.size() - 1).file().path();
        } while (last != null && last.value().startsWith(filter.prefix()));
    }

    private List<Row> page(Patience patience, @Nullable MediaPath after) {
        return patience.with(() -> jdbi.withHandle(handle -> RollbackFiles.page(handle, filter, after)));
    }

    private static Page page(List<Row> rows) {
        List<MediaFile> files = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        for (Row row : rows) {
            if (row.selected() && row.file().state() == MediaState.RETIRED) {
                refused.add(new Refused(row.file().path().value(), Refusal.RETIRED, ""));
            } else if (row.selected()) {
                files.add(row.file());
            }
        }
        return new Page(files, refused, 0, List.of());
    }
}
