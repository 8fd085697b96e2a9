package io.nfs2s3.progress;

import io.nfs2s3.progress.SiteFigures.RunFigures;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what the metrics have beside the report: some milliseconds, however many files there are. Thread-safe. */
public final class SiteFiguresReader {
    private static final Logger log = LoggerFactory.getLogger(SiteFiguresReader.class);
    private final Jdbi jdbi;
    private final List<String> kinds;
    private final Supplier<List<RunFigures>> runs;

    /**
     * @param kinds names of the settings
     * @param runs reads how it stands with the runs of each kind
     */
    public SiteFiguresReader(Jdbi jdbi, List<String> kinds, Supplier<List<RunFigures>> runs) {
        this.jdbi = jdbi;
        this.kinds = List.copyOf(kinds);
        this.runs = runs;
    }

    /** Nothing where these alone cannot be read: a user may not yet have been granted their tables. */
    public Optional<SiteFigures> read() {
        try {
            List<RunFigures> byKind = runs.get();
            return Optional.of(jdbi.withHandle(handle -> read(handle, byKind)));
        } catch (JdbiException | IllegalArgumentException e) {
            log.debug("what only the metrics show cannot be read", e);
            return Optional.empty();
        }
    }

    private SiteFigures read(Handle handle, List<RunFigures> byKind) {
        return new SiteFigures(
                kinds, Counters.areSound(handle), lastFlipAt(handle), HookHeartbeats.uploads(handle), byKind);
    }

    private static long lastFlipAt(Handle handle) {
        return handle.createQuery("SELECT coalesce(extract(epoch FROM max(bucket)), 0)::bigint FROM nfs2s3.progress")
                .mapTo(Long.class)
                .one();
    }
}
