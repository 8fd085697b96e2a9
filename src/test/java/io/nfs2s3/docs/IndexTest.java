package io.nfs2s3.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A reader finds each document from the index, and each of forty tasks in one step. {@link DocumentLinksTest} follows the links. */
class IndexTest {
    @Test
    void every_document_is_in_the_index() throws IOException {
        String index = Files.readString(Path.of("docs/README.md"));
        try (Stream<Path> documents = Files.list(Path.of("docs"))) {
            assertThat(documents.map(document -> document.getFileName().toString()))
                    .filteredOn(name -> name.endsWith(".md") && !name.equals("README.md"))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(index).contains("](" + name));
        }
    }

    @Test
    void each_task_has_a_link_of_its_own_and_there_are_forty_or_more() throws IOException {
        List<String> tasks = Files.readAllLines(Path.of("docs/tasks.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| I want to") && !line.startsWith("| ---"))
                .toList();

        assertThat(tasks).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();
        assertThat(tasks).allSatisfy(task -> assertThat(task).matches("\\| [^|\\[]+ \\| .*\\]\\([^)]+\\).* \\|"));
    }
}
