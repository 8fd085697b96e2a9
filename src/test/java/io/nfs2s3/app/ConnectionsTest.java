package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nfs2s3.settings.SettingsReader;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    @Test
    void one_that_does_not_close_keeps_none_of_the_others_open() {
        Connections connections = new Connections(
                SettingsReader.read(Optional.empty(), Map.of("NFS2S3_AWS_REGION", "eu-central-1")), Clock.systemUTC());
        List<String> closed = new ArrayList<>();
        connections.closing(() -> closed.add("first"));
        connections.closing(() -> {
            throw new IOException("second");
        });
        connections.closing(() -> closed.add("third"));
        connections.closing(() -> {
            throw new IOException("fourth");
        });

        assertThatIllegalStateException()
                .isThrownBy(connections::close)
                .satisfies(e -> assertThat(e.getCause()).hasMessage("fourth"))
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .extracting(Throwable::getMessage)
                        .isEqualTo("second"));
        assertThat(closed).containsExactly("third", "first");
        assertThat(connections.pool().isClosed()).isTrue();
    }
}
