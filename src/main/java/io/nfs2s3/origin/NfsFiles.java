package io.nfs2s3.origin;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.origin.RangeHeader.Slice;
import io.nfs2s3.origin.Reply.Headers;
import io.nfs2s3.source.Fingerprint;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.OpenFile;
import io.nfs2s3.storage.ContentTypes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves from the NFS mount, as its rules allow: nothing outside the source root, and no thread that hangs with it. Thread-safe. */
final class NfsFiles {
    private static final Logger log = LoggerFactory.getLogger(NfsFiles.class);
    /** Enough to tell the content type, where the bytes themselves are not wanted, or other ones. */
    private static final int LOOK = 4 * 1024;

    private static final long NANOS_OF_A_SECOND = 1_000_000_000;

    private final NfsSource source;
    private final ContentTypes types;
    private final String cacheControl;

    NfsFiles(NfsSource source, ContentTypes types, Duration maxAge) {
        this.source = source;
        this.types = types;
        this.cacheControl = "public, max-age=" + maxAge.toSeconds();
    }

    /**
     * Serves a request.
     *
     * @return a 404 when there is no such file, a 503 when that cannot be told now; does not fail
     */
    CompletableFuture<Reply> answer(FileRequest request) {
        Conditions conditions = request.conditions();
        boolean headAlone = request.head() || conditions.range().isPresent();
        try {
            return source.open(request.path(), headAlone ? LOOK : BodyWriter.CHUNK)
                    .thenApply(file -> closedUnlessReplied(request, file))
                    .exceptionally(error -> refused(request, error));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(Reply.later()); // it is being closed
        }
    }

    private Reply closedUnlessReplied(FileRequest request, OpenFile file) {
        try {
            return reply(request, file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private Reply reply(FileRequest request, OpenFile file) {
        Fingerprint print = file.fingerprint();
        String etag = etag(print);
        Headers headers = new Headers()
                .set("ETag", etag)
                .set("Last-Modified", print.modified())
                .set("Cache-Control", cacheControl);
        if (request.conditions().holdsGoodCopy(etag, print.modified())) {
            file.close();
            return Reply.empty(304, headers);
        }
        String type = types.detect(request.path().fileName(), file.head());
        headers.set("Content-Type", type)
                .set("Content-Disposition", ContentTypes.runsInBrowser(type) ? "attachment" : "inline")
                .set("Accept-Ranges", "bytes");
        Optional<RangeHeader> range =
                request.head() ? Optional.empty() : request.conditions().rangeOf(etag, print.modified());
        long size = print.sizeBytes();
        if (range.isEmpty()) {
            return new Reply(200, headers.all(), size, new FileBody(file, new Slice(0, size - 1)));
        }
        Optional<Slice> slice = range.get().of(size);
        if (slice.isEmpty()) {
            file.close();
            return Reply.empty(416, new Headers().set("Content-Range", "bytes */" + size));
        }
        headers.set("Content-Range", slice.get().contentRange(size));
        return new Reply(206, headers.all(), slice.get().length(), new FileBody(file, slice.get()));
    }

    /** The same on every host. A device number would not be: it depends on what was mounted before. */
    private static String etag(Fingerprint print) {
        // They need not fit: a time after 2262 wraps around, and is still a name.
        Instant modified = print.modified();
        long nanos = modified.getEpochSecond() * NANOS_OF_A_SECOND + modified.getNano();
        return "\"" + Long.toHexString(print.sizeBytes()) + "-" + Long.toHexString(nanos) + "\"";
    }

    private static Reply refused(FileRequest request, Throwable thrown) {
        Throwable error = FutureErrors.cause(thrown);
        if (!(error instanceof MigrationException classed)) {
            log.error("unexpected path={}", request.path(), error);
            return Reply.error(500);
        }
        if (classed.code() == FailureCode.SOURCE_MISSING) {
            return Reply.error(404);
        }
        log.warn(
                "nfs file refused path={} code={} reason=\"{}\"", request.path(), classed.code(), classed.getMessage());
        return classed.code().nature() == Nature.PERMANENT ? Reply.error(404) : Reply.later();
    }
}
