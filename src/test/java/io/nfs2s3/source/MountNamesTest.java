package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the mount has under a name, told by the mount itself. */
class MountNamesTest extends MountTestBase {
    private MountGuard guard;

    @BeforeEach
    void look() throws IOException {
        write("images/a", "there");
        guard = new MountGuard(settings(root, 2, 1));
    }

    @Test
    void a_name_is_there_or_is_not() throws IOException {
        assertThat(guard.has("images/a")).isTrue();
        assertThat(guard.has("images")).isTrue();
        assertThat(guard.has("images/b")).isFalse();
        assertThat(guard.has("audio/a")).isFalse();
        assertThat(guard.has("images/a/below")).isFalse();
        assertThat(guard.find("").map(BasicFileAttributes::fileKey)).isEqualTo(key(root));
        assertThat(guard.find("images/a").map(BasicFileAttributes::fileKey)).isEqualTo(key(root.resolve("images/a")));
    }

    private static Optional<Object> key(Path file) throws IOException {
        return Optional.ofNullable(
                Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    }

    @Test
    void nothing_is_said_of_what_a_link_leads_to() throws IOException {
        link("link", "images");
        link("dangling", "gone");

        assertThat(guard.has("link/a")).isFalse();
        assertThat(guard.has("dangling")).isFalse();
        assertThat(guard.find("link/b").map(BasicFileAttributes::isSymbolicLink))
                .contains(true);
    }

    @Test
    void a_sentinel_may_be_a_link() throws IOException {
        Files.move(root.resolve(SENTINEL), root.resolve("images/sentinel"));
        link(SENTINEL, "images/sentinel");

        assertThat(guard.has("images/a")).isTrue();
        assertThat(guard.has("images/b")).isFalse();
    }

    @Test
    void without_the_sentinel_nothing_is_missing() throws IOException {
        assertThat(guard.has("images/b")).isFalse();
        Files.delete(root.resolve(SENTINEL));

        isDown();
    }

    /** The directory below the mount has no sentinel. */
    @Test
    void below_an_empty_mount_point_nothing_is_missing() throws Exception {
        assertThat(guard.has("images/a")).isTrue();
        String empty = Files.createDirectory(outside.resolve("empty")).toString();
        assumeThat(succeeds("mount", "--bind", empty, root.toString()))
                .as("only root may mount")
                .isTrue();
        try {
            isDown();
        } finally {
            assertThat(succeeds("umount", root.toString())).isTrue();
        }
        assertThat(guard.has("images/a")).isTrue();
    }

    private void isDown() {
        assertThatThrownBy(() -> guard.has("images/b"))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("the mount is down, told by its sentinel");
    }

    private static boolean succeeds(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
