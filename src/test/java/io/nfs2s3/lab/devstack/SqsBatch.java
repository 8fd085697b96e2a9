package io.nfs2s3.lab.devstack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The JSON of one {@code SendMessageBatch}, from which single entries are taken out.
 *
 * @param accepted the request with the entries that the server shall see
 * @param refused those that it shall not see
 * @param dropped those that it shall not see, and that are answered as if it had taken them
 */
record SqsBatch(ObjectNode accepted, List<JsonNode> refused, List<JsonNode> dropped) {
    static SqsBatch of(ObjectNode request, Predicate<String> refusedBodies, Predicate<JsonNode> drops) {
        List<JsonNode> refused = new ArrayList<>();
        List<JsonNode> dropped = new ArrayList<>();
        ArrayNode accepted = request.arrayNode();
        for (JsonNode entry : request.path("Entries")) {
            if (refusedBodies.test(body(entry))) {
                refused.add(entry);
            } else if (drops.test(entry)) {
                dropped.add(entry);
            } else {
                accepted.add(entry);
            }
        }
        request.set("Entries", accepted);
        return new SqsBatch(request, refused, dropped);
    }

    boolean hasAccepted() {
        return !accepted.path("Entries").isEmpty();
    }

    /** Adds what was refused or dropped here to the server's answer. */
    ObjectNode withRefused(ObjectNode answer, boolean senderFault, String code) {
        ArrayNode successful = answer.withArray("/Successful");
        for (JsonNode entry : dropped) {
            successful
                    .addObject()
                    .put("Id", entry.path("Id").asText())
                    .put("MessageId", UUID.randomUUID().toString())
                    .put("MD5OfMessageBody", md5(body(entry)));
        }
        ArrayNode failed = answer.withArray("/Failed");
        for (JsonNode entry : refused) {
            failed.addObject()
                    .put("Id", entry.path("Id").asText())
                    .put("SenderFault", senderFault)
                    .put("Code", code)
                    .put("Message", "refused");
        }
        return answer;
    }

    /** The client compares it. */
    private static String md5(String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** The answer to a batch of which nothing was done. */
    static byte[] allFailed(JsonNode request, String code) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode answer = json.createObjectNode();
        answer.putArray("Successful");
        ArrayNode failed = answer.putArray("Failed");
        for (JsonNode entry : request.path("Entries")) {
            failed.addObject()
                    .put("Id", entry.path("Id").asText())
                    .put("SenderFault", true)
                    .put("Code", code)
                    .put("Message", "refused");
        }
        return json.writeValueAsBytes(answer);
    }

    static String body(JsonNode entry) {
        return entry.path("MessageBody").asText();
    }
}
