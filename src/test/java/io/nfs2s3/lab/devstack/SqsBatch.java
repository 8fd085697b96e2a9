package io.nfs2s3.lab.devstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The JSON of one {@code SendMessageBatch}, from which single entries are taken out.
 *
 * @param accepted the request with the entries that the server shall see
 * @param refused those that it shall not see
 */
record SqsBatch(ObjectNode accepted, List<JsonNode> refused) {
    static SqsBatch of(ObjectNode request, Predicate<String> refusedBodies) {
        List<JsonNode> refused = new ArrayList<>();
        ArrayNode accepted = request.arrayNode();
        for (JsonNode entry : request.path("Entries")) {
            if (refusedBodies.test(body(entry))) {
                refused.add(entry);
            } else {
                accepted.add(entry);
            }
        }
        request.set("Entries", accepted);
        return new SqsBatch(request, refused);
    }

    boolean hasAccepted() {
        return !accepted.path("Entries").isEmpty();
    }

    /** Adds what was refused here to the server's answer. */
    ObjectNode withRefused(ObjectNode answer, boolean senderFault) {
        answer.withArray("/Successful");
        ArrayNode failed = answer.withArray("/Failed");
        for (JsonNode entry : refused) {
            failed.addObject()
                    .put("Id", entry.path("Id").asText())
                    .put("SenderFault", senderFault)
                    .put("Code", senderFault ? "InvalidMessageContents" : "InternalError")
                    .put("Message", "refused");
        }
        return answer;
    }

    static String body(JsonNode entry) {
        return entry.path("MessageBody").asText();
    }
}
