package io.nfs2s3.upload;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.resilience.TimeLimiter;
import io.nfs2s3.upload.spool.Spool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes uploads that only a message knows of. Messages get lost: purged, expired, or dead. Until the registration has been
 * seen the host keeps a trace, from which its daemon sends another. A disk that hangs keeps no caller longer than he has
 * time. Thread-safe.
 */
final class Traces implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Traces.class);
    private final Spool spool;
    private final TimeLimiter limiter =
            new TimeLimiter("the disk of the spool", "nfs2s3-upload trace ", SqsChannel.MOST_CALLS);

    /** @param spool beside which they are kept */
    Traces(Spool spool) {
        this.spool = spool.traces();
    }

    /**
     * When an upload is that is made now. A registration that the database makes later than that is of the same file or a
     * newer one.
     */
    Instant now() {
        return spool.now();
    }

    /** Without a trace, which is logged, the message is all that knows of them. */
    void note(List<MediaPath> paths, Instant time, Duration limit) {
        try {
            limiter.call(limit, () -> {
                spool.append(paths, time, limit);
                return paths;
            });
        } catch (Exception e) {
            log.warn("an upload has no trace beside its message path={} reason=\"{}\"", paths.get(0), ErrorText.of(e));
        }
    }

    @Override
    public void close() {
        limiter.close();
    }
}
