package io.nfs2s3.progress;

import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.Forecast.Left;
import io.nfs2s3.progress.ProgressReport.Counted;
import io.nfs2s3.progress.ProgressReport.FailedCounts;
import io.nfs2s3.progress.ProgressReport.KindCounts;
import io.nfs2s3.progress.ProgressReport.Media;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * What the counters say of the files, in one snapshot.
 *
 * @param failures the most frequent first
 */
record CountedFiles(Media media, List<Counted> counts, List<KindCounts> kinds, List<FailedCounts> failures) {
    private static final String BY_STATE =
            "SELECT kind, state, NULL AS failure_code, files, bytes FROM nfs2s3.media_by_state";

    private static final String BY_FAILURE =
            " UNION ALL SELECT kind, 'FAILED', coalesce(failure_code, ''), files, bytes FROM nfs2s3.media_by_failure";

    /** A count of a state; or of a reason, which is in that of FAILED too. */
    private record Row(Counted count, @Nullable String failureCode) {
        private boolean isOfState() {
            return failureCode == null;
        }
    }

    /** @param handle not in a transaction: reasons alone may not be readable, to a user who has not yet been granted them */
    static CountedFiles read(Handle handle) {
        try {
            return of(rows(handle, BY_STATE + BY_FAILURE));
        } catch (JdbiException e) {
            return of(rows(handle, BY_STATE));
        }
    }

    private static CountedFiles of(List<Row> rows) {
        List<Counted> counts =
                rows.stream().filter(Row::isOfState).map(Row::count).toList();
        return new CountedFiles(media(counts), counts, kinds(counts), failures(rows));
    }

    private static List<Row> rows(Handle handle, String query) {
        return handle.createQuery(query)
                .map((row, context) -> new Row(
                        new Counted(
                                row.getString("kind"),
                                MediaState.valueOf(row.getString("state")),
                                row.getLong("files"),
                                row.getLong("bytes")),
                        row.getString("failure_code")))
                .list();
    }

    private static List<FailedCounts> failures(List<Row> rows) {
        Map<String, Long> byCode = new TreeMap<>();
        for (Row row : rows) {
            String code = row.failureCode();
            if (code != null) {
                byCode.merge(code, row.count().files(), Long::sum);
            }
        }
        return byCode.entrySet().stream()
                .map(entry -> new FailedCounts(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(FailedCounts::files).reversed()) // of those that are equal by name
                .toList();
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
