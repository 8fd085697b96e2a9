package io.nfs2s3.progress;

import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.Forecast.Left;
import io.nfs2s3.progress.ProgressReport.KindCounts;
import io.nfs2s3.progress.ProgressReport.Media;
import io.nfs2s3.progress.SiteFigures.Counted;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** What the counters say of the files. */
record CountedFiles(Media media, List<KindCounts> kinds) {
    static CountedFiles read(Handle handle) {
        List<Counted> rows = rows(handle);
        return new CountedFiles(media(rows), kinds(rows));
    }

    /** By kind and state; those that there are. */
    static List<Counted> rows(Handle handle) {
        return handle.createQuery("SELECT kind, state, files, bytes FROM nfs2s3.media_by_state")
                .map((row, context) -> new Counted(
                        row.getString("kind"),
                        MediaState.valueOf(row.getString("state")),
                        row.getLong("files"),
                        row.getLong("bytes")))
                .list();
    }

    private static boolean isDone(Counted row) {
        return row.state().location() == Location.S3;
    }

    private static Media media(List<Counted> rows) {
        Map<MediaState, Long> byState = new EnumMap<>(MediaState.class);
        for (MediaState state : MediaState.values()) {
            byState.put(state, sum(rows, state));
        }
        long total = rows.stream().mapToLong(Counted::files).sum();
        return new Media(
                total,
                byState,
                rows.stream()
                        .filter(CountedFiles::isDone)
                        .mapToLong(Counted::bytes)
                        .sum());
    }

    private static long sum(List<Counted> rows, MediaState state) {
        return rows.stream()
                .filter(row -> row.state() == state)
                .mapToLong(Counted::files)
                .sum();
    }

    private static List<KindCounts> kinds(List<Counted> rows) {
        Map<String, List<Counted>> byKind = new TreeMap<>();
        for (Counted row : rows) {
            byKind.merge(
                    row.kind(),
                    List.of(row),
                    (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
        }
        return byKind.entrySet().stream()
                .map(entry -> kind(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static KindCounts kind(String name, List<Counted> rows) {
        return new KindCounts(
                name,
                rows.stream().mapToLong(Counted::files).sum(),
                rows.stream()
                        .filter(CountedFiles::isDone)
                        .mapToLong(Counted::files)
                        .sum(),
                rows.stream()
                        .filter(CountedFiles::isDone)
                        .mapToLong(Counted::bytes)
                        .sum(),
                sum(rows, MediaState.QUEUED),
                sum(rows, MediaState.FAILED),
                sum(rows, MediaState.HELD));
    }

    /** What is QUEUED. Sizes are known only of files that were copied, so each counts as the mean of those of its kind, or of all. */
    Left left() {
        double mean = mean(
                kinds.stream().mapToLong(KindCounts::doneBytes).sum(),
                kinds.stream().mapToLong(KindCounts::done).sum(),
                0);
        return new Left(
                kinds.stream().mapToLong(KindCounts::queued).sum(),
                kinds.stream()
                        .mapToDouble(kind -> kind.queued() * mean(kind.doneBytes(), kind.done(), mean))
                        .sum());
    }

    private static double mean(long bytes, long files, double unknown) {
        return files == 0 ? unknown : (double) bytes / files;
    }
}
