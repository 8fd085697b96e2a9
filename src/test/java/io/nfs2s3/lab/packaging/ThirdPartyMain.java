package io.nfs2s3.lab.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Writes the list of the jars of others with their licences: {@code BILL_OF_MATERIALS LIST}. */
public final class ThirdPartyMain {
    private static final String HEAD = """
            The jars in lib/ that are not of this project, and their licences. Where one has several, you may choose.
            They are as their authors published them: each has its notices, as far as there are any, in its META-INF.

            """;

    private ThirdPartyMain() {}

    public static void main(String[] arguments) throws IOException {
        JsonNode materials = new ObjectMapper().readTree(Path.of(arguments[0]).toFile());
        List<String> lines = stream(materials.path("components"))
                .map(ThirdPartyMain::line)
                .sorted(Comparator.naturalOrder())
                .toList();
        Files.writeString(Path.of(arguments[1]), HEAD + String.join("\n", lines) + "\n");
    }

    /** Without the version, so that an update of a dependency changes the list only with its licence. */
    private static String line(JsonNode component) {
        String name =
                component.path("group").asText() + ":" + component.path("name").asText();
        List<String> licences = stream(component.path("licenses"))
                .map(ThirdPartyMain::licence)
                .filter(licence -> !licence.isEmpty())
                .distinct()
                .toList();
        if (licences.isEmpty()) {
            throw new IllegalStateException("it is not known which licence " + name + " has");
        }
        return String.format("%-60s %s", name, String.join(", ", licences));
    }

    private static String licence(JsonNode choice) {
        return Stream.of(choice.path("expression"), choice.at("/license/id"), choice.at("/license/name"))
                .map(JsonNode::asText)
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static Stream<JsonNode> stream(JsonNode nodes) {
        return StreamSupport.stream(nodes.spliterator(), false);
    }
}
