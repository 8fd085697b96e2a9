package io.nfs2s3.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lifecycle.Original.Finding;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.SourceSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginalProofTest {
    private static final MediaPath SENTINEL = MediaPath.of("mounted.txt");
    private static final String TEXT = "what was copied";
    private static final Instant MODIFIED = Instant.parse("2020-02-29T12:34:56.123456Z");
    private static final Checksum COPIED = Checksum.crc32c(StandardCharsets.UTF_8.encode(TEXT));
    private static final MediaPath PATH = MediaPath.of("images/1.jpg");

    @TempDir
    private Path root;

    private NfsSource source;
    private OriginalProof proof;

    @BeforeEach
    void open() throws IOException {
        Files.createFile(root.resolve(SENTINEL.value()));
        Files.createDirectory(root.resolve("images"));
        source = new NfsSource(
                new SourceSettings(root, SENTINEL, Duration.ZERO, Duration.ofSeconds(30), 4, 2),
                new NameRules(List.of(), SENTINEL));
        proof = new OriginalProof(source);
    }

    @AfterEach
    void close() {
        source.close();
    }

    private void write(String text, Instant modified) throws IOException {
        Files.writeString(root.resolve(PATH.value()), text);
        Files.setLastModifiedTime(root.resolve(PATH.value()), FileTime.from(modified));
    }

    private static MediaFile copied(Instant modified, Checksum checksum) {
        return new MediaFile(
                PATH,
                "image",
                1,
                MediaState.MIGRATED,
                (long) TEXT.length(),
                modified.truncatedTo(ChronoUnit.MICROS),
                checksum,
                new ObjectKey("images/1.jpg"),
                Duration.ZERO,
                0);
    }

    private static MediaFile copied() {
        return copied(MODIFIED, COPIED);
    }

    private Original compare(MediaFile file, boolean read) {
        return FutureErrors.join(proof.compare(file, read));
    }

    @Test
    void size_and_time_prove_it_and_bytes_do_where_the_time_is_another() throws IOException {
        write(TEXT, MODIFIED);
        assertThat(compare(copied(), false).isSame()).isTrue();
        assertThat(compare(copied(), true).isSame()).isTrue();

        write(TEXT, MODIFIED.plusSeconds(1));
        assertThat(compare(copied(), false).isSame()).isTrue();
    }

    @Test
    void bytes_of_another_checksum_are_found_when_they_are_read() throws IOException {
        write("WHAT was copied", MODIFIED);
        assertThat(compare(copied(), false).isSame()).as("not read").isTrue();
        assertThat(compare(copied(), true).finding()).isEqualTo(Finding.DIFFERS);

        write("WHAT was copied", MODIFIED.plusNanos(1_000));
        assertThat(compare(copied(), false).finding()).isEqualTo(Finding.DIFFERS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2020-02-29T12:34:56.123456700Z",
                "2020-02-29T12:34:56.999999999Z",
                "1969-07-20T20:17:40.5Z",
                "2120-01-01T00:00:00.1Z"
            })
    void times_that_the_database_cannot_keep_whole_count_as_they_were_recorded(String time) throws IOException {
        write("WHAT was copied", Instant.parse(time));
        Instant kept = Files.getLastModifiedTime(root.resolve(PATH.value())).toInstant();
        assertThat(compare(copied(kept, COPIED), false).isSame()).isTrue();
    }

    @Test
    void another_size_is_another_file_and_none_is_missing() throws IOException {
        write(TEXT + "!", MODIFIED);
        assertThat(compare(copied(), false))
                .isEqualTo(new Original(Finding.DIFFERS, "it has 16 bytes, and 15 were copied"));

        Files.delete(root.resolve(PATH.value()));
        assertThat(compare(copied(), false).finding()).isEqualTo(Finding.MISSING);
        assertThat(FutureErrors.join(proof.look(PATH)).finding()).isEqualTo(Finding.MISSING);
    }

    @Test
    void what_is_no_file_or_leads_out_of_the_root_is_not_read() throws IOException {
        Files.createDirectory(root.resolve(PATH.value()));
        assertThat(compare(copied(), false).finding()).isEqualTo(Finding.UNREADABLE);

        Files.delete(root.resolve(PATH.value()));
        Files.createSymbolicLink(root.resolve(PATH.value()), Path.of("/etc/hostname"));
        assertThat(compare(copied(), false).finding()).isEqualTo(Finding.UNREADABLE);
    }

    @Test
    void a_checksum_that_cannot_be_computed_proves_nothing() throws IOException {
        write(TEXT, MODIFIED);
        assertThat(compare(copied(MODIFIED, new Checksum("SHA9", "x")), true).finding())
                .isEqualTo(Finding.NO_EVIDENCE);
    }

    @Test
    void without_its_mount_nothing_is_said_about_a_file() throws IOException {
        Files.delete(root.resolve(SENTINEL.value()));

        assertThatThrownBy(() -> compare(copied(), false))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        error -> assertThat(error.code()).isEqualTo(FailureCode.SOURCE_DOWN));
        assertThatThrownBy(proof::requireMount).isInstanceOf(MigrationException.class);
    }
}
