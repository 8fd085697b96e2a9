package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescentTest {
    @TempDir
    private Path home;

    private Path root;
    private Path outside;

    @BeforeEach
    void write() throws IOException {
        root = Files.createDirectories(home.toRealPath().resolve("root"));
        outside = Files.createDirectories(home.toRealPath().resolve("outside"));
        Files.createDirectories(root.resolve("a"));
        Files.writeString(root.resolve("a/1.jpg"), "inside");
        Files.writeString(outside.resolve("1.jpg"), "secret");
    }

    private static Optional<String> isLeftOut(String path) {
        return path.equals("a/sentinel") ? Optional.of("it is the sentinel") : Optional.empty();
    }

    private static String read(Descent there) throws IOException {
        Descent.Opened opened = there.openFile();
        try (var channel = opened.channel()) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(Math.toIntExact(opened.fingerprint().sizeBytes()));
            channel.read(bytes);
            return new String(bytes.array(), StandardCharsets.UTF_8);
        }
    }

    private static void assertCode(ThrowingCallable call, FailureCode code) {
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(call)
                .satisfies(error -> assertThat(error.code()).isEqualTo(code));
    }

    @Test
    void a_directory_that_becomes_a_link_out_of_the_root_leads_nowhere_else() throws IOException {
        try (Descent there = Descent.to(root, "a/1.jpg", DescentTest::isLeftOut)) {
            Files.move(root.resolve("a"), root.resolve("b"));
            Files.createSymbolicLink(root.resolve("a"), outside);

            assertThat(read(there)).isEqualTo("inside");
        }
    }

    @Test
    void a_file_that_becomes_a_link_is_not_opened() throws IOException {
        try (Descent there = Descent.to(root, "a/1.jpg", DescentTest::isLeftOut)) {
            Files.delete(root.resolve("a/1.jpg"));
            Files.createSymbolicLink(root.resolve("a/1.jpg"), outside.resolve("1.jpg"));

            assertCode(there::openFile, FailureCode.SOURCE_CHANGED);
        }
    }

    @Test
    void a_file_that_takes_the_place_of_another_is_told_from_it() throws IOException {
        Files.writeString(root.resolve("a/new.jpg"), "other!");
        try (Descent there = Descent.to(root, "a/1.jpg", DescentTest::isLeftOut)) {
            Files.move(root.resolve("a/1.jpg"), root.resolve("a/old.jpg"));
            Files.move(root.resolve("a/new.jpg"), root.resolve("a/1.jpg"));

            assertCode(there::openFile, FailureCode.SOURCE_CHANGED);
        }
    }

    @Test
    void a_name_that_is_left_out_is_not_reached_by_way_of_a_link_to_its_directory() throws IOException {
        Files.createSymbolicLink(root.resolve("way"), root.resolve("a"));
        Files.writeString(root.resolve("a/sentinel"), "mounted");

        assertCode(() -> Descent.to(root, "way/sentinel", DescentTest::isLeftOut), FailureCode.SOURCE_SKIPPED);
        try (Descent there = Descent.to(root, "way/1.jpg", DescentTest::isLeftOut)) {
            assertThat(read(there)).isEqualTo("inside");
        }
    }

    @Test
    void links_that_lead_out_or_to_nothing_or_in_a_circle_are_told_apart() throws IOException {
        Files.createSymbolicLink(root.resolve("out.jpg"), outside.resolve("1.jpg"));
        Files.createSymbolicLink(root.resolve("nothing.jpg"), root.resolve("gone.jpg"));
        Files.createSymbolicLink(root.resolve("circle.jpg"), root.resolve("circle.jpg"));

        assertCode(() -> Descent.to(root, "out.jpg", DescentTest::isLeftOut), FailureCode.SOURCE_OUTSIDE_ROOT);
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> Descent.to(root, "nothing.jpg", DescentTest::isLeftOut))
                .satisfies(error -> assertThat(error.getReason()).endsWith("gone.jpg\", which is not there"));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Descent.to(root, "circle.jpg", DescentTest::isLeftOut))
                .isNotInstanceOf(NoSuchFileException.class);
    }
}
