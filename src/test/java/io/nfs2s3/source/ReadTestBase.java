package io.nfs2s3.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Reads files of the source root. */
abstract class ReadTestBase extends MountTestBase {
    NfsSource source;

    @BeforeEach
    void open() {
        source = new NfsSource(settings(root, 2, 1), rules(List.of("*.tmp", "lost+found")));
    }

    @AfterEach
    void close() {
        source.close();
    }

    void fails(String path, FailureCode code, String reason) {
        failed(source.read(MediaPath.of(path), opened -> true), code, reason);
    }

    static void failed(CompletableFuture<?> future, FailureCode code, String reason) {
        assertThatThrownBy(() -> future.get(1, TimeUnit.MINUTES))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(reason);
    }

    static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(1, TimeUnit.MINUTES).join();
    }

    static String text(NfsSource source, String path) {
        return get(source.read(MediaPath.of(path), opened -> text(opened, 100)));
    }

    static String text(SourceFile file, int most) {
        ByteBuffer buffer = ByteBuffer.allocate(most);
        file.read(buffer);
        return UTF_8.decode(buffer).toString();
    }
}
