package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.testing.Copies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the code to the tables of docs/content-types.md. */
class ContentTypesTableTest {
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| `(?<file>[^`]+)` \\| (?<bytes>[^|]+) \\| `(?<type>[^`]+)` \\| (?<shown>\\w+) \\|$");
    private static final Map<String, byte[]> SAMPLES = SampleFiles.byName();

    /** A row as it stands in the document. */
    record Row(String file, String bytes, String type, String disposition) {
        static Row of(MatchResult row) {
            return new Row(row.group(1), row.group(2), row.group(3), row.group(4));
        }

        /** The same file as the code has it. */
        Row decided() {
            byte[] head = Objects.requireNonNull(SAMPLES.get(bytes), () -> "there is no sample of " + bytes);
            String decided = new ContentTypes().detect(file, ByteBuffer.wrap(head));
            FileVersion upload = new FileVersion(MediaPath.of("images/" + file), 1);
            NewObject object = new NewObject(ObjectKey.of("", upload.path(), 1), upload, Copies.MODIFIED, decided);
            return new Row(file, bytes, decided, ObjectHeaders.disposition(object, ObjectOptions.NONE));
        }
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("docs/content-types.md"));
    }

    static Stream<Row> rows() throws IOException {
        return ROW.matcher(document()).results().map(Row::of);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_file_is_stored_as_the_document_says(Row row) {
        assertThat(row.decided()).isEqualTo(row);
    }

    @Test
    void every_line_of_a_table_is_a_row_and_every_sample_stands_in_one() throws IOException {
        long lines = document().lines().filter(line -> line.startsWith("| `")).count();

        assertThat(rows()).hasSize((int) lines).doesNotHaveDuplicates();
        assertThat(rows().map(Row::bytes).collect(Collectors.toSet())).isEqualTo(SAMPLES.keySet());
    }
}
