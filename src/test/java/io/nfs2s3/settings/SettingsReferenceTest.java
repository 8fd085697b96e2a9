package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {
    @Test
    void the_document_says_what_the_program_does() throws IOException {
        assertThat(Files.readAllLines(Path.of("docs/settings.md")))
                .as("write it anew: scripts/nfs2s3 settings --reference > docs/settings.md")
                .isEqualTo(SettingsReference.lines());
    }
}
