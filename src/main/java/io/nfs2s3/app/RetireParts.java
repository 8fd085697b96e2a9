package io.nfs2s3.app;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.lifecycle.ObjectProof;
import io.nfs2s3.lifecycle.Original.Finding;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.lifecycle.restore.Restore;
import io.nfs2s3.lifecycle.retire.Retire;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.resolve.CdnReader;
import io.nfs2s3.runs.ControlPoller;
import io.nfs2s3.runs.RunControls;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.StoreProxySelector;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.JdbiException;

/** What taking originals away is made of, and bringing them back. */
public final class RetireParts {
    /** Of a CDN host that has to get a large object from the bucket first. */
    private static final Duration CDN_ANSWER = Duration.ofMinutes(1);

    private final Settings settings;
    private final Connections connections;
    private final MediaCatalog catalog;
    private final NfsSource source;
    private final ControlPoller retiring;
    private final ControlPoller restoring;
    private volatile boolean cannotTell;

    RetireParts(Settings settings, Connections connections, MediaCatalog catalog, NfsSource source, Clock clock) {
        this.settings = settings;
        this.connections = connections;
        this.catalog = catalog;
        this.source = source;
        this.retiring = control(RunKind.RETIRE, clock, "nfs2s3-retire-control");
        this.restoring = control(RunKind.RESTORE, clock, "nfs2s3-restore-control");
    }

    private ControlPoller control(RunKind kind, Clock clock, String name) {
        return connections.closing(
                new ControlPoller(() -> new RunControls(connections.jdbi(), kind).read(), clock, name));
    }

    /** Runs of this process. */
    public Retire retire() {
        return new Retire(
                connections.jdbi(),
                retires(),
                source,
                new ObjectProof(connections.store().audit()),
                () -> CdnReader.open(
                        connections.jdbi(),
                        settings.resolve(),
                        new StoreProxySelector(),
                        CDN_ANSWER,
                        Clock.systemUTC()),
                settings.retire(),
                directories(settings.kinds()),
                () -> retiring.closedBecause("retires", "runs resume retire").orElse(""),
                ProcessName.unique());
    }

    /** Runs of this process. */
    public Restore restore() {
        return new Restore(
                connections.jdbi(),
                restores(),
                source,
                connections.store().audit(),
                () -> restoring.closedBecause("restores", "runs resume restore").orElse(""),
                ProcessName.unique());
    }

    public Runs retires() {
        return connections.runs(RunKind.RETIRE);
    }

    public Runs restores() {
        return connections.runs(RunKind.RESTORE);
    }

    /**
     * Whether an upload of a path would send its readers to a file that was taken away, and that nobody wrote anew. False when
     * the database or the mount does not tell.
     */
    public boolean lacksOriginal(MediaPath path) {
        if (cannotTell) {
            return false;
        }
        try {
            return catalog.find(path)
                            .filter(file -> file.state() == MediaState.RETIRED)
                            .isPresent()
                    && FutureErrors.join(new OriginalProof(source).look(path)).finding() == Finding.MISSING;
        } catch (MigrationException | JdbiException e) {
            cannotTell = true; // asked once: each path would wait again
            return false;
        }
    }

    /** Those of the kinds below the source root; empty for the root itself, which is among them. */
    static List<String> directories(MediaKinds kinds) {
        return Stream.concat(
                        Stream.of(""),
                        kinds.all().stream()
                                .map(kind -> kind.prefix()
                                        .substring(0, Math.max(0, kind.prefix().lastIndexOf('/')))))
                .distinct()
                .toList();
    }
}
