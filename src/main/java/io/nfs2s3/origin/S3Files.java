package io.nfs2s3.origin;

import io.nfs2s3.origin.Reply.Headers;
import io.nfs2s3.resilience.UnavailableException;
import io.nfs2s3.resolve.MediaLocation;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.storage.ObjectHead;
import io.nfs2s3.storage.ObjectReader;
import io.nfs2s3.storage.ReadConditions;
import io.nfs2s3.storage.ReadOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Serves from the bucket. What a condition or a range comes to is the store's to say, as far as it can. Thread-safe. */
final class S3Files {
    private final ObjectReader reader;
    private final S3Calls calls;
    private final Duration limit;
    private final String cacheControl;

    /** @param limit for the body of a small object, once it has begun */
    S3Files(ObjectReader reader, S3Calls calls, Duration limit, Duration maxAge) {
        this.reader = reader;
        this.calls = calls;
        this.limit = limit;
        this.cacheControl = "public, max-age=" + maxAge.toSeconds();
    }

    /**
     * Serves a request.
     *
     * @return empty when there is no such object; fails with {@link UnavailableException} when S3 gives no
     *     answer, or refuses, and with {@link WrongObjectException} when it gives that of another object
     */
    CompletableFuture<Optional<Reply>> answer(FileRequest request, MediaLocation.InS3 stored) {
        // Stores disagree about ranges of an object without bytes, and a server may ignore a range.
        FileRequest asked = stored.size() == 0 ? request.withoutRange() : request;
        return calls.ask(() -> fetch(asked, stored)).thenCompose(fetched -> reply(asked, stored, fetched));
    }

    /**
     * What the store gave, and the body if there is one.
     *
     * @param objection why it cannot be the object; the body is let go of then
     */
    private record Fetched(ReadOutcome outcome, Body body, Optional<String> objection) {}

    private CompletableFuture<Fetched> fetch(FileRequest request, MediaLocation.InS3 stored) {
        ReadConditions asked = conditions(request);
        return (request.head() ? reader.head(stored.key(), asked) : reader.get(stored.key(), asked))
                .thenCompose(outcome -> AnswerCheck.leavesOpen(asked, request.head(), outcome)
                        ? reader.get(stored.key(), ReadConditions.NONE)
                                .thenCompose(again -> fetched(request, ReadConditions.NONE, stored, again))
                        : fetched(request, asked, stored, outcome));
    }

    private CompletableFuture<Fetched> fetched(
            FileRequest request, ReadConditions asked, MediaLocation.InS3 stored, ReadOutcome outcome) {
        Optional<String> objection =
                AnswerCheck.objection(asked, request.conditions().range(), stored.size(), outcome);
        if (!(outcome instanceof ReadOutcome.Content content) || content.body() == null) {
            return CompletableFuture.completedFuture(new Fetched(outcome, Body.NONE, objection));
        }
        if (objection.isPresent()) {
            content.discard();
            return CompletableFuture.completedFuture(new Fetched(outcome, Body.NONE, objection));
        }
        return SmallBody.isSmall(content)
                ? SmallBody.gather(content, limit).thenApply(body -> new Fetched(outcome, body, objection))
                : CompletableFuture.completedFuture(new Fetched(outcome, new ObjectBody(content), objection));
    }

    private CompletableFuture<Optional<Reply>> reply(FileRequest request, MediaLocation.InS3 stored, Fetched fetched) {
        if (fetched.objection().isPresent()) {
            return CompletableFuture.failedFuture(
                    new WrongObjectException(fetched.objection().get()));
        }
        if (isOfAnotherState(request.conditions(), fetched.outcome())) {
            fetched.body().close();
            return answer(request.withoutRange(), stored);
        }
        try {
            return CompletableFuture.completedFuture(reply(request, fetched, cacheControl(request, stored)));
        } catch (RuntimeException e) {
            fetched.body().close();
            throw e;
        }
    }

    /**
     * Whether the range was wanted of another state of the file. A date must be the object's own, and a store can only be asked
     * whether the object was written after it: so it is looked at here, unless there is nothing in the range.
     */
    private static boolean isOfAnotherState(Conditions conditions, ReadOutcome outcome) {
        if (conditions.range().isEmpty()) {
            return false;
        }
        if (outcome instanceof ReadOutcome.Content content) {
            ObjectHead head = content.head();
            return head.contentRange() != null
                    && conditions.rangeOf(head.etag(), head.lastModified()).isEmpty();
        }
        return outcome instanceof ReadOutcome.PreconditionFailed
                || (outcome instanceof ReadOutcome.RangeNotSatisfiable && asksByDate(conditions));
    }

    private static boolean asksByDate(Conditions conditions) {
        return conditions.ifRange().filter(state -> !state.startsWith("\"")).isPresent();
    }

    private static Optional<Reply> reply(FileRequest request, Fetched fetched, @Nullable String cacheControl) {
        ReadOutcome outcome = fetched.outcome();
        if (outcome instanceof ReadOutcome.Content content) {
            return Optional.of(content(request.conditions(), content.head(), fetched.body(), cacheControl));
        }
        if (outcome instanceof ReadOutcome.NotModified same) {
            String etag = same.etag() == null ? onlyTag(request.conditions()) : same.etag();
            return Optional.of(Reply.empty(304, new Headers().set("ETag", etag).set("Cache-Control", cacheControl)));
        }
        if (outcome instanceof ReadOutcome.RangeNotSatisfiable) {
            return Optional.of(Reply.empty(416, new Headers()));
        }
        return Optional.empty();
    }

    private static Reply content(Conditions conditions, ObjectHead head, Body body, @Nullable String cacheControl) {
        Headers headers = new Headers()
                .set("ETag", head.etag())
                .set("Last-Modified", head.lastModified())
                .set("Cache-Control", cacheControl == null ? head.cacheControl() : cacheControl);
        if (conditions.holdsGoodCopy(head.etag(), head.lastModified())) {
            body.close(); // the store was not asked about a list of ETags
            return Reply.empty(304, headers);
        }
        headers.set("Content-Type", head.contentType())
                .set("Content-Disposition", disposition(head))
                .set("Content-Encoding", head.contentEncoding())
                .set("Content-Language", head.contentLanguage())
                .set("Accept-Ranges", "bytes")
                .set("Content-Range", head.contentRange());
        return new Reply(head.contentRange() == null ? 200 : 206, headers.all(), head.length(), body);
    }

    /** Its own; an object that was adopted as it is may have none, and be a page that would run in the name of the site. */
    private static @Nullable String disposition(ObjectHead head) {
        String type = head.contentType();
        return head.contentDisposition() == null && type != null && ContentTypes.runsInBrowser(type)
                ? "attachment"
                : head.contentDisposition();
    }

    /**
     * A URL that names the key names the generation, and keeps what the object says. One that names the path gets other
     * bytes after the next upload: caches may keep it for a short time only.
     *
     * @return null for what the object says
     */
    private @Nullable String cacheControl(FileRequest request, MediaLocation.InS3 stored) {
        return stored.key().value().equals(request.key()) ? null : cacheControl;
    }

    private static ReadConditions conditions(FileRequest request) {
        Conditions asked = request.conditions();
        String ifRange = asked.range().isPresent() ? asked.ifRange().orElse(null) : null;
        boolean byTag = ifRange != null && ifRange.startsWith("\"");
        return new ReadConditions(
                asked.range().map(RangeHeader::header).orElse(null),
                byTag ? ifRange : null,
                onlyTag(asked),
                asked.noneMatch().isEmpty() ? asked.modifiedSince().orElse(null) : null);
    }

    /** S3 takes one ETag; a list of them is compared here. */
    private static @Nullable String onlyTag(Conditions conditions) {
        List<String> tags = conditions.noneMatch();
        return tags.size() == 1 && tags.get(0).startsWith("\"") ? tags.get(0) : null;
    }
}
