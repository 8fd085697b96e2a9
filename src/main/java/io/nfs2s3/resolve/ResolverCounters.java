package io.nfs2s3.resolve;

import java.util.concurrent.atomic.LongAdder;

/** What a resolver did since it was opened. Thread-safe. */
final class ResolverCounters {
    final LongAdder remembered = new LongAdder();
    final LongAdder lookedUp = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder assumed = new LongAdder();
    final LongAdder queries = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder refreshed = new LongAdder();
    final LongAdder evicted = new LongAdder();
}
