package io.nfs2s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Types have the terms of the field: none is called by a word that says nothing to who knows SQS, S3 and PostgreSQL. */
class VocabularyTest {
    private static final List<Path> SOURCES = List.of(Path.of("src/main/java"), Path.of("src/test/java"));

    /** Names that were given up, each for a better one. */
    private static final Set<String> GIVEN_UP = Set.of(("Answers BackfillConduct CallersThread Comeback ControlWatch"
                    + " CopyInParts CopyJob Crew DatabaseGate DatabaseWay Dependency Expected FileFlow FileMigrator"
                    + " FileStarter Found HiddenMessages Inspector Intake LargePut Loads Memory MessageInHand NameBuffer"
                    + " OpeningHours Outage OwnThreads Permits Place Polling Proof Prover QueueWay ResendBatch RunEnd"
                    + " RunEnding RunGate RunOwner RunSignal RunUnderWay S3Gate Settlement Signature StoreLimit"
                    + " StoredMessage TimeLimit Upload Values Whereabouts")
            .split(" ", -1));

    private static final Pattern TYPE =
            Pattern.compile("(?m)^[^*/\"\n]*\\b(?:class|record|enum|interface)\\s+([A-Z]\\w*)");

    @Test
    void no_type_has_a_name_that_was_given_up() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path sources : SOURCES) {
            try (Stream<Path> files = Files.walk(sources)) {
                found.addAll(files.filter(file -> file.toString().endsWith(".java"))
                        .flatMap(file -> types(file)
                                .filter(GIVEN_UP::contains)
                                .map(type -> sources.relativize(file) + ": " + type))
                        .toList());
            }
        }

        assertThat(found).isEmpty();
    }

    @Test
    void types_are_seen_also_where_they_are_nested() {
        assertThat(types(Path.of("src/main/java/io/nfs2s3/storage/ObjectState.java")))
                .containsExactly("ObjectState", "Present", "Nothing");
    }

    private static Stream<String> types(Path file) {
        try {
            return TYPE.matcher(Files.readString(file)).results().map(type -> type.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
