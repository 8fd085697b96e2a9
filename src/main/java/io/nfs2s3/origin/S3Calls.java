package io.nfs2s3.origin;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.resilience.Breaker;
import io.nfs2s3.resilience.BreakerState;
import io.nfs2s3.resilience.ErrorClass;
import io.nfs2s3.resilience.UnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks S3, and leaves it alone for a while when it fails, so that a dead one does not cost every request its time limit.
 * Thread-safe.
 */
final class S3Calls {
    private static final Logger log = LoggerFactory.getLogger(S3Calls.class);

    /** The store is well, and does not give this object to this request: no word about the others. */
    private static final Set<FailureCode> REFUSALS = Set.of(FailureCode.STORE_REFUSED, FailureCode.STORE_REFUSES);

    private final Breaker breaker;
    private final AtomicBoolean down = new AtomicBoolean();

    S3Calls(Duration retryAfter) {
        this.breaker = Breaker.atHalfOfCalls("S3", retryAfter, S3Calls::classOf, S3Calls::text);
    }

    /** What was classed says it in its own words. */
    private static String text(Throwable thrown) {
        Throwable error = FutureErrors.cause(thrown);
        if (error instanceof TimeoutException) {
            return "S3 did not give a small object within our own time limit, see origin.s3Timeout";
        }
        return error instanceof MigrationException ? ErrorText.of(error) : ErrorText.ofRoot(error);
    }

    private static ErrorClass classOf(Throwable error) {
        return refusal(error).isPresent() ? ErrorClass.REFUSAL : ErrorClass.OUTAGE;
    }

    /** The answer of a store that refuses one request; empty when the error is something else. */
    static Optional<MigrationException> refusal(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof MigrationException classed && REFUSALS.contains(classed.code())) {
                return Optional.of(classed);
            }
        }
        return Optional.empty();
    }

    BreakerState state() {
        return breaker.state();
    }

    /** @return fails with {@link UnavailableException} only */
    <T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> question) {
        return breaker.callAsync(question).whenComplete((answer, thrown) -> {
            if (thrown == null) {
                tell("");
            } else if (FutureErrors.cause(thrown) instanceof UnavailableException error && error.wasAsked()) {
                log.debug("s3 gave no answer reason=\"{}\"", error.getMessage());
                tell(String.valueOf(error.getMessage()));
            }
        });
    }

    /** Says once that S3 is left alone, and once that it is asked again. */
    private void tell(String reason) {
        boolean open = breaker.state() != BreakerState.CLOSED;
        if (down.compareAndSet(!open, open)) {
            if (open) {
                log.warn("s3 unavailable, files are served from NFS reason=\"{}\"", reason);
            } else {
                log.info("s3 recovered");
            }
        }
    }
}
