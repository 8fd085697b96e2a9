package io.nfs2s3.origin;

import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.origin.Reply.Source;
import io.nfs2s3.resilience.UnavailableException;
import io.nfs2s3.resolve.LocationUnknownException;
import io.nfs2s3.resolve.MediaLocation;
import io.nfs2s3.resolve.MediaUrlResolver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says from where a request is answered: S3 first, and the NFS file when S3 cannot. Thread-safe. */
final class ContentRouter {
    private static final Logger log = LoggerFactory.getLogger(ContentRouter.class);

    /** A reply, and where it comes from. */
    record Given(Reply reply, Source source) {}

    private final MediaKinds kinds;
    private final NameRules rules;
    private final MediaUrlResolver resolver;
    private final S3Files s3;
    private final NfsFiles nfs;
    private final OriginMetrics metrics;

    ContentRouter(
            MediaKinds kinds,
            NameRules rules,
            MediaUrlResolver resolver,
            S3Files s3,
            NfsFiles nfs,
            OriginMetrics metrics) {
        this.kinds = kinds;
        this.rules = rules;
        this.resolver = resolver;
        this.s3 = s3;
        this.nfs = nfs;
        this.metrics = metrics;
    }

    /** Serves a request; may ask the database on the calling thread. */
    CompletableFuture<Given> to(FileRequest request) {
        if (kinds.find(request.path()).isEmpty()
                || rules.reason(request.path().value()).isPresent()) {
            return now(Reply.error(404));
        }
        MediaLocation where;
        try {
            where = resolver.whereIs(request.path().value());
        } catch (LocationUnknownException e) {
            return now(Reply.later());
        }
        if (where instanceof MediaLocation.InS3 stored) {
            return fromS3(request, stored);
        }
        if (where == MediaLocation.Nowhere.NOWHERE) {
            return now(Reply.error(404));
        }
        return fromNfs(request, where == MediaLocation.OnNfs.ASSUMED);
    }

    private static CompletableFuture<Given> now(Reply reply) {
        return CompletableFuture.completedFuture(new Given(reply, Source.NONE));
    }

    private CompletableFuture<Given> fromS3(FileRequest request, MediaLocation.InS3 stored) {
        return s3.answer(request, stored)
                .handle((answer, error) ->
                        error == null ? answered(request, stored, answer) : failed(request, stored, error))
                .thenCompose(attempt -> attempt.reply().isPresent()
                        ? CompletableFuture.completedFuture(
                                new Given(attempt.reply().get(), Source.S3))
                        : fromNfs(request, attempt.mayBeThere()));
    }

    /**
     * What S3 gave.
     *
     * @param mayBeThere whether S3 did not say that the object is gone
     */
    private record Attempt(Optional<Reply> reply, boolean mayBeThere) {}

    private Attempt answered(FileRequest request, MediaLocation.InS3 stored, Optional<Reply> answer) {
        if (answer.isEmpty()) {
            log.warn("object is gone path={} key={}", request.path(), stored.key());
            metrics.fellBack("gone");
        }
        return new Attempt(answer, false);
    }

    private Attempt failed(FileRequest request, MediaLocation.InS3 stored, Throwable thrown) {
        Throwable error = FutureErrors.cause(thrown);
        if (error instanceof WrongObjectException) {
            log.warn(
                    "object is not that of its row path={} key={} reason=\"{}\"",
                    request.path(),
                    stored.key(),
                    error.getMessage());
            metrics.fellBack("wrong");
            return new Attempt(Optional.empty(), true);
        }
        Optional<MigrationException> refusal = S3Calls.refusal(error);
        if (refusal.isPresent()) {
            log.warn(
                    "object is refused path={} key={} reason=\"{}\"",
                    request.path(),
                    stored.key(),
                    refusal.get().getMessage());
        } else if (!(error instanceof UnavailableException)) {
            log.error("unexpected path={}", request.path(), error);
        }
        metrics.fellBack(refusal.isPresent() ? "refused" : "down");
        return new Attempt(Optional.empty(), true);
    }

    /** @param uncertain whether the file may be somewhere else: then a missing one is no 404 */
    private CompletableFuture<Given> fromNfs(FileRequest request, boolean uncertain) {
        return nfs.answer(request)
                .thenApply(reply -> new Given(
                        uncertain && reply.status() == 404 ? Reply.later() : reply,
                        reply.body() == Body.NONE && reply.status() >= 404 ? Source.NONE : Source.NFS));
    }
}
