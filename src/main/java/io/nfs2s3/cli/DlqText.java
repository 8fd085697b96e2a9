package io.nfs2s3.cli;

import io.nfs2s3.media.Printable;
import io.nfs2s3.queue.QueueDepth;
import io.nfs2s3.recovery.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Dead letters in words for a person, and in fields for a script. */
final class DlqText {
    private static final int SAMPLE = 5;
    private static final int BODY_SHOWN = 120;

    private DlqText() {}

    /** The name of a queue in JSON, as in {@code status}. */
    static String key(DlqCommand.Queue queue) {
        return queue.name().toLowerCase(Locale.ROOT);
    }

    static Map<String, Object> fields(String name, QueueDepth depth) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("deadLetters", name);
        fields.put("visible", depth.visible() + depth.delayed());
        fields.put("inFlight", depth.inFlight());
        return fields;
    }

    static String status(String name, QueueDepth depth) {
        return name + ": " + Plural.of(depth.visible() + depth.delayed(), "message") + ", " + depth.inFlight()
                + " in flight";
    }

    /** A few messages, each with what is wrong with it, or whether it can go back. */
    static List<String> sample(List<DeadLetter> letters, Instant now) {
        return letters.stream()
                .limit(SAMPLE)
                .map(letter -> "  " + OutboxText.age(Duration.between(letter.sentAt(), now)) + " old, "
                        + verdict(letter) + ": " + body(letter))
                .toList();
    }

    private static String verdict(DeadLetter letter) {
        String fault = letter.fault();
        return fault == null ? "can go back" : Printable.line(fault);
    }

    private static String body(DeadLetter letter) {
        String body = Printable.line(letter.body());
        return body.length() > BODY_SHOWN ? body.substring(0, BODY_SHOWN) + "…" : body;
    }
}
