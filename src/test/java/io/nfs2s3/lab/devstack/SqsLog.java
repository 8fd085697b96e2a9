package io.nfs2s3.lab.devstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What became of each message that an {@link SqsProxy} forwarded or refused, in the order of the server. Thread-safe. */
public final class SqsLog {
    /**
     * One message of one request.
     *
     * @param batch the number of its request
     * @param body of the message
     * @param accepted whether the server took it
     * @param time when it had been answered
     */
    public record Line(long batch, String body, boolean accepted, Instant time) {}

    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Integer> receives = new HashMap<>();
    private long batches;

    synchronized void add(SqsBatch batch, JsonNode answer) {
        long number = ++batches;
        Instant now = Instant.now();
        Set<String> successful = new HashSet<>();
        answer.path("Successful")
                .forEach(entry -> successful.add(entry.path("Id").asText()));
        batch.accepted()
                .path("Entries")
                .forEach(entry -> lines.add(new Line(
                        number,
                        SqsBatch.body(entry),
                        successful.contains(entry.path("Id").asText()),
                        now)));
        batch.refused().forEach(entry -> lines.add(new Line(number, SqsBatch.body(entry), false, now)));
    }

    synchronized void received(JsonNode answer) {
        answer.path("Messages")
                .forEach(message -> receives.merge(message.path("MessageId").asText(), 1, Integer::sum));
    }

    /** How often the server handed out each message, by its id. */
    public synchronized Map<String, Integer> receives() {
        return Map.copyOf(receives);
    }

    public synchronized List<Line> lines() {
        return List.copyOf(lines);
    }

    /** How many messages the server took. */
    public synchronized long count() {
        return lines.stream().filter(Line::accepted).count();
    }

    /** The bodies that the server took, in its order. */
    public List<String> accepted() {
        return lines().stream().filter(Line::accepted).map(Line::body).toList();
    }
}
