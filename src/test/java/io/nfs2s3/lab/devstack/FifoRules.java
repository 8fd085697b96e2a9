package io.nfs2s3.lab.devstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What SQS does with entries of FIFO queues and ElasticMQ does not: it remembers a deduplication id for five minutes, also
 * when the message has been received and deleted, and refuses a delay for a single message. Thread-safe.
 */
final class FifoRules {
    private static final Duration MEMORY = Duration.ofMinutes(5);
    private final Map<String, Long> seen = new HashMap<>();
    private final List<String> repeated = new ArrayList<>();
    private final List<String> delayed = new ArrayList<>();

    /** Whether SQS would say that it has taken the entry, and drop it. */
    synchronized boolean drops(String queueUrl, JsonNode entry) {
        if (!entry.hasNonNull("MessageDeduplicationId")) {
            return false;
        }
        if (entry.path("DelaySeconds").asInt() > 0) {
            delayed.add(SqsBatch.body(entry));
        }
        long now = System.nanoTime();
        Long before = seen.putIfAbsent(
                queueUrl + " " + entry.path("MessageDeduplicationId").asText(), now);
        boolean drops = before != null && now - before < MEMORY.toNanos();
        if (drops) {
            repeated.add(SqsBatch.body(entry));
        }
        return drops;
    }

    /** The bodies of what was dropped. */
    synchronized List<String> repeated() {
        return List.copyOf(repeated);
    }

    /** The bodies of what came with a delay of its own, which SQS answers with InvalidParameterValue. */
    synchronized List<String> delayed() {
        return List.copyOf(delayed);
    }
}
