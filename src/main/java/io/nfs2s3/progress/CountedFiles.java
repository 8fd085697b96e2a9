package io.nfs2s3.progress;

import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.Forecast.Left;
import io.nfs2s3.progress.ProgressReport.KindCounts;
import io.nfs2s3.progress.ProgressReport.Media;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** What the counters say of the files. */
record CountedFiles(Media media, List<KindCounts> kinds) {
    /** The files of one kind and state. */
    private record Row(String kind, MediaState state, long files, long bytes) {
        boolean isDone() {
            return state.location() == Location.S3;
        }
    }

    static CountedFiles read(Handle handle) {
        List<Row> rows = handle.createQuery("SELECT kind, state, files, bytes FROM nfs2s3.media_by_state")
                .map((row, context) -> new Row(
                        row.getString("kind"),
                        MediaState.valueOf(row.getString("state")),
                        row.getLong("files"),
                        row.getLong("bytes")))
                .list();
        return new CountedFiles(media(rows), kinds(rows));
    }

    private static Media media(List<Row> rows) {
        Map<MediaState, Long> byState = new EnumMap<>(MediaState.class);
        for (MediaState state : MediaState.values()) {
            byState.put(state, sum(rows, state));
        }
        long total = rows.stream().mapToLong(Row::files).sum();
        return new Media(
                total,
                byState,
                rows.stream().filter(Row::isDone).mapToLong(Row::bytes).sum());
    }

    private static long sum(List<Row> rows, MediaState state) {
        return rows.stream()
                .filter(row -> row.state() == state)
                .mapToLong(Row::files)
                .sum();
    }

    private static List<KindCounts> kinds(List<Row> rows) {
        Map<String, List<Row>> byKind = new TreeMap<>();
        for (Row row : rows) {
            byKind.merge(
                    row.kind(),
                    List.of(row),
                    (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
        }
        return byKind.entrySet().stream()
                .map(entry -> kind(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static KindCounts kind(String name, List<Row> rows) {
        return new KindCounts(
                name,
                rows.stream().mapToLong(Row::files).sum(),
                rows.stream().filter(Row::isDone).mapToLong(Row::files).sum(),
                rows.stream().filter(Row::isDone).mapToLong(Row::bytes).sum(),
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
