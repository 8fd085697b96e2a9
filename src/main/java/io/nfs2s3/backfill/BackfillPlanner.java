package io.nfs2s3.backfill;

import io.nfs2s3.backfill.PlanSample.Looked;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.NfsSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Estimates what a backfill would come to: counts names as they stream by, and looks at a sample of the files. Changes
 * nothing. Thread-safe.
 */
public final class BackfillPlanner {
    /**
     * Where to stop counting, whichever comes first.
     *
     * @param names at least 1
     * @param time above 0
     * @param sample files to look at, 1 to 100,000
     */
    public record Limits(long names, Duration time, int sample) {}

    private final MediaKinds kinds;
    private final NfsSource source;
    private final PlanSettings prices;
    private final long onePut;
    private final long partSize;

    /**
     * @param onePut files larger than this are put in parts; in bytes
     * @param partSize of these
     */
    public BackfillPlanner(MediaKinds kinds, NfsSource source, PlanSettings prices, long onePut, long partSize) {
        this.kinds = kinds;
        this.source = source;
        this.prices = prices;
        this.onePut = onePut;
        this.partSize = partSize;
    }

    /** @throws MigrationException with {@code SOURCE_DOWN} when the mount is down, or hangs */
    public BackfillPlan plan(NameSource names, Limits limits) {
        Reservoir<MediaPath> reservoir = new Reservoir<>(limits.sample(), new Random());
        PlanCount count = new NameCounter(kinds, limits, reservoir).count(names);
        List<CompletableFuture<Looked>> sample =
                reservoir.sample().stream().map(this::look).toList();
        return BackfillPlan.of(
                count,
                PlanSample.of(sample.stream().map(BackfillPlanner::join).toList(), onePut, partSize, count.files()),
                prices);
    }

    private CompletableFuture<Looked> look(MediaPath path) {
        int pathBytes = path.value().getBytes(StandardCharsets.UTF_8).length;
        return source.read(path, file -> new Looked(file.fingerprint().sizeBytes(), pathBytes, true))
                .exceptionally(error -> {
                    Throwable cause = FutureErrors.cause(error);
                    if (cause instanceof MigrationException e && e.code().nature() != Nature.OUTAGE) {
                        return new Looked(0, pathBytes, false);
                    }
                    throw new CompletionException(cause);
                });
    }

    private static Looked join(CompletableFuture<Looked> file) {
        try {
            return file.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MigrationException down) {
                throw down;
            }
            throw e;
        }
    }
}
