package io.nfs2s3.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long every test waits for a condition before it gives up: long enough for a machine that does much else besides.
 * JUnit finds it by itself. What ends a test that hangs is the time-out in {@code junit-platform.properties}.
 */
public final class Patience implements BeforeAllCallback {
    static final Duration LIMIT = Duration.ofMinutes(3);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
