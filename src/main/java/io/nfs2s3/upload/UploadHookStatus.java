package io.nfs2s3.upload;

import io.nfs2s3.resilience.BreakerState;
import java.util.Map;

/**
 * How a hook fares.
 *
 * @param sqs the circuit breaker around SQS
 * @param database the circuit breaker around the database
 * @param accepted uploads since the hook was opened, by the way they went; every way is there
 * @param refused calls that ended in {@link UploadNotAcceptedException}
 * @param spoolBytes what waits in the spool file of this host, in bytes; 0 without a spool
 */
public record UploadHookStatus(
        BreakerState sqs, BreakerState database, Map<Enqueued, Long> accepted, long refused, long spoolBytes) {}
