package io.nfs2s3.upload;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MessagePacker;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.SendResult;
import io.nfs2s3.resilience.Breaker;
import io.nfs2s3.resilience.BreakerState;
import io.nfs2s3.resilience.ErrorClass;
import io.nfs2s3.resilience.TimeLimiter;
import io.nfs2s3.resilience.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How uploads get into SQS: on threads of the hook's own, each call for a limited time. Thread-safe. */
final class SqsChannel implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SqsChannel.class);

    /** At once, when a site starts with all its requests; more go to the outbox. */
    static final int MOST_CALLS = 128;

    private final MigrationQueue queue;
    private final Breaker breaker;
    private final TimeLimiter limiter = new TimeLimiter("SQS", "nfs2s3-upload SQS ", MOST_CALLS);

    SqsChannel(MigrationQueue queue, UploadSettings settings) {
        this.queue = queue;
        this.breaker = Breaker.afterColdStart("SQS", settings.retrySqsAfter(), SqsChannel::classOf, ErrorText::of);
    }

    /** A provider of credentials may be the site's own, and throw anything. */
    private static ErrorClass classOf(Throwable error) {
        return error instanceof Exception ? ErrorClass.OUTAGE : ErrorClass.UNRELATED;
    }

    BreakerState state() {
        return breaker.state();
    }

    /** Why it is not worth asking now; empty if it is. */
    Optional<UnavailableException> leftAlone() {
        return breaker.isOpen() ? Optional.of(breaker.leftAlone()) : Optional.empty();
    }

    /** @return those that SQS took; when it refused some it is left alone for a while */
    List<MediaPath> send(List<FileRef> files, Duration limit) throws UnavailableException {
        List<MigrationMessage> messages = messages(files);
        return taken(messages, breaker.call(() -> limiter.call(limit, () -> queue.sendBatch(messages))));
    }

    /** The same even though the breaker is open. */
    List<MediaPath> insist(List<FileRef> files, Duration limit) throws UnavailableException {
        List<MigrationMessage> messages = messages(files);
        return taken(messages, breaker.insist(() -> limiter.call(limit, () -> queue.sendBatch(messages))));
    }

    /** A FIFO queue keeps the uploads of a path in order by its message group, so each file needs a message there. */
    private List<MigrationMessage> messages(List<FileRef> files) {
        return queue.isFifo()
                ? files.stream()
                        .map(file -> MigrationMessage.of(Source.UPLOAD, file))
                        .toList()
                : MessagePacker.pack(Source.UPLOAD, files);
    }

    private List<MediaPath> taken(List<MigrationMessage> messages, List<SendResult> results) {
        List<MediaPath> taken = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            List<FileRef> files = messages.get(i).files();
            if (results.get(i) instanceof SendResult.Refused refused) {
                log.warn(
                        "SQS refused an upload path={} reason=\"{}\"",
                        files.get(0).path(),
                        refused.reason());
                breaker.trip(refused.reason());
            } else {
                files.forEach(file -> taken.add(file.path()));
            }
        }
        return taken;
    }

    @Override
    public void close() {
        limiter.close();
    }
}
