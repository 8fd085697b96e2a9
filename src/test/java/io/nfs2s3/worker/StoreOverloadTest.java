package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.RecordingLogger;
import org.junit.jupiter.api.Test;

class StoreOverloadTest {
    private final RecordingLogger log = new RecordingLogger();
    private final StoreOverload overload = new StoreOverload(log, 64);

    @Test
    void it_is_said_once_when_it_begins_and_once_when_it_ends() {
        overload.ends(64);
        overload.begins(57);
        overload.begins(51);
        overload.ends(64);
        overload.ends(64);
        overload.begins(57);

        assertThat(log.lines())
                .containsExactly(
                        "store overloaded; fewer files are copied at a time limit=57 of=64",
                        "store recovered limit=64",
                        "store overloaded; fewer files are copied at a time limit=57 of=64");
    }
}
