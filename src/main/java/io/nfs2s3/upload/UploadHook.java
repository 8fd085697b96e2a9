package io.nfs2s3.upload;

import io.nfs2s3.catalog.Registration;
import io.nfs2s3.database.Database;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.outbox.Outbox;
import io.nfs2s3.upload.spool.Spool;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the site's upload controller calls when a file is complete on NFS.
 *
 * <pre>{@code
 * UploadHook hook = UploadHookBuilder.create()          // once, at the start of the site
 *         .database("jdbc:postgresql://db.example.com/site", "nfs2s3", password)
 *         .region("eu-central-1")
 *         .uploadsQueue("nfs2s3-example-media-uploads") // the daemon's sqs.uploads
 *         .kind("image", "images/", true)
 *         .spool(Path.of("/var/lib/nfs2s3/uploads.spool"))
 *         .open();
 *
 * hook.fileUploaded("images/ab/123.jpg");               // in the controller, after the file is closed
 * }</pre>
 *
 * <p><b>Ways.</b> An upload goes to SQS. While SQS cannot be reached, and for as long as the outbox is not empty, it
 * goes into the outbox table instead, so that an upload never overtakes an earlier one. While only the database is down
 * it is sent without a generation, the worker registers it, and until then the host keeps a trace of it beside the spool
 * file. While both are down it goes into a spool file on the
 * local disk, if there is one, and this host's daemon takes it from there. Whichever way it went, it is safe: there is
 * nothing that the caller has to do.
 *
 * <p><b>Time.</b> A call returns within its budget ({@link UploadSettings#budget()}, 800 ms by default) while SQS or the
 * database is well, or the spool can be written. What failed is left alone for a while by a circuit breaker, so that not
 * every request waits for it: see {@link #status()}. Before an upload is refused, everything is tried again for {@link
 * UploadSettings#lastResort()} (5 s by default). The sync of the spool takes what the local disk takes.
 *
 * <p><b>Twice is harmless.</b> Call it again whenever in doubt: after an exception, after a crash, from a retry. A call
 * that ran out of time may have taken effect.
 *
 * <p>Thread-safe; one instance serves a whole site. Close it when the site stops.
 */
public final class UploadHook implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UploadHook.class);
    /** Files that share one statement, one budget and a few messages. */
    private static final int BATCH = 500;

    private final DatabaseChannel database;
    private final SqsChannel sqs;
    private final Optional<Spool> spool;
    private final NameRules rules;
    private final Optional<Traces> traces;
    private final UploadSettings settings;
    private final UploadCounters counters = new UploadCounters();
    private final List<AutoCloseable> parts = new ArrayList<>();
    private volatile boolean closed;

    UploadHook(
            DatabaseChannel database, SqsChannel sqs, Optional<Spool> spool, NameRules rules, UploadSettings settings) {
        this.database = database;
        this.sqs = sqs;
        this.spool = spool;
        this.rules = rules;
        this.traces = spool.map(Traces::new);
        this.settings = settings;
    }

    /**
     * Takes note of a file that is complete on NFS: new, or written again under the same path.
     *
     * @param path the media path, relative to the source root
     * @return the way that the upload went; the upload is safe in every case
     * @throws io.nfs2s3.media.InvalidMediaPathException when the path is not a media path
     * @throws IllegalArgumentException when no kind covers the path, or its name is left out
     * @throws UploadNotAcceptedException when neither SQS nor the database could take it, and no spool file did
     * @throws io.nfs2s3.catalog.SiteUpdateException when this is a re-upload of a migrated path and {@code
     *     catalog.siteUpdate} fails for it; the pointer still names the upload before
     */
    public Enqueued fileUploaded(String path) {
        MediaPath media = known(path);
        return of(call(List.of(media)), media);
    }

    /**
     * Like {@link #fileUploaded(String)}, for the files of one request or of an import, in few round trips.
     *
     * @param paths a path that is there twice counts as one upload; each {@value #BATCH} have a budget of their own
     * @return the way of each path, in the order of the paths
     * @throws IllegalArgumentException as above, before anything is done
     * @throws UploadNotAcceptedException names one of those that were not accepted; calling again with all is safe
     */
    public Map<String, Enqueued> filesUploaded(Collection<String> paths) {
        List<MediaPath> all = List.copyOf(known(paths));
        Map<MediaPath, Enqueued> ways = new LinkedHashMap<>();
        for (int from = 0; from < all.size(); from += BATCH) {
            ways.putAll(call(all.subList(from, Math.min(all.size(), from + BATCH))));
        }
        Map<String, Enqueued> answer = new LinkedHashMap<>();
        all.forEach(path -> answer.put(path.value(), of(ways, path)));
        return answer;
    }

    /**
     * Like {@link #fileUploaded(String)}, in the caller's own transaction: the upload's row of the site and its message
     * are committed together or not at all. The message always takes the outbox. Takes as long as the caller's
     * connection lets it.
     *
     * @param connection to the same database, with a transaction open; the caller commits
     * @throws IllegalArgumentException as above, and when the connection is in autocommit mode: the upload would be committed
     *     whatever becomes of the caller's transaction
     */
    public Enqueued fileUploaded(Connection connection, String path) {
        return of(filesUploaded(connection, List.of(path)), path);
    }

    /**
     * Like {@link #filesUploaded(Collection)}, in the caller's own transaction.
     *
     * @throws IllegalArgumentException as {@link #fileUploaded(Connection, String)}, before anything is done
     */
    public Map<String, Enqueued> filesUploaded(Connection connection, Collection<String> paths) {
        requireTransaction(connection);
        Set<MediaPath> all = known(paths);
        Map<MediaPath, Registration> registered = database.catalog().register(connection, all);
        Map<String, Enqueued> answer = new LinkedHashMap<>();
        List<FileVersion> uploads = new ArrayList<>();
        for (MediaPath path : all) {
            Registration registration = of(registered, path);
            boolean held = DatabaseChannel.isHeld(registration);
            answer.put(path.value(), held ? Enqueued.HELD : Enqueued.OUTBOX);
            if (!held) {
                uploads.add(registration.upload());
            }
        }
        if (!uploads.isEmpty()) {
            Outbox.append(connection, uploads);
        }
        counters.count(answer.values());
        return answer;
    }

    private static void requireTransaction(Connection connection) {
        if (!Database.jdbi(connection).withHandle(Handle::isInTransaction)) {
            throw new IllegalArgumentException(
                    "the connection is in autocommit mode, so the upload would be committed whatever becomes of the site's own"
                            + " row: call setAutoCommit(false) on it before, and commit() after; or call the method without a"
                            + " connection");
        }
    }

    /** How the hook fares: its breakers, and what it did since it was opened. Calls nothing. */
    public UploadHookStatus status() {
        return new UploadHookStatus(
                sqs.state(),
                database.state(),
                counters.accepted(),
                counters.refused(),
                spool.map(Spool::bytes).orElse(0L));
    }

    private Map<MediaPath, Enqueued> call(List<MediaPath> paths) {
        requireOpen();
        try {
            Map<MediaPath, Enqueued> ways = new UploadCall(database, sqs, spool, traces, budget(), paths).run();
            counters.count(ways.values());
            return ways;
        } catch (UploadNotAcceptedException e) {
            counters.countRefused();
            throw e;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the upload hook is closed");
        }
    }

    private Budget budget() {
        return new Budget(settings.budget(), settings.lastResort());
    }

    private static <K, V> V of(Map<K, V> answers, K path) {
        V answer = answers.get(path);
        if (answer == null) {
            throw new IllegalStateException("there is no answer for " + path);
        }
        return answer;
    }

    private Set<MediaPath> known(Collection<String> paths) {
        Set<MediaPath> known = new LinkedHashSet<>();
        paths.forEach(path -> known.add(known(path)));
        return known;
    }

    private MediaPath known(String path) {
        MediaPath media = MediaPath.of(path);
        rules.require(media);
        database.kinds().of(media);
        return media;
    }

    /** What is closed with the hook, in this order. */
    void closes(AutoCloseable... parts) {
        this.parts.addAll(List.of(parts));
    }

    /** Closes the connections. Uploads under way may fail; later ones end in an {@link IllegalStateException}. */
    @Override
    public void close() {
        closed = true;
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                log.warn("a part of the hook did not close", e);
            }
        }
        traces.ifPresent(Traces::close); // last: an upload that SQS has just taken leaves one
    }
}
