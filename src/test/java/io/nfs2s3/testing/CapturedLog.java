package io.nfs2s3.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log lines of a class for as long as a test takes. Other suites have the same logger, and it goes on meanwhile: look
 * for words that are the test's own. Thread-safe.
 */
public final class CapturedLog implements BeforeEachCallback, AfterEachCallback {
    private final Logger logger;
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();

    private CapturedLog(Logger logger) {
        this.logger = logger;
        written.list = new CopyOnWriteArrayList<>();
    }

    /** The lines of a class. */
    public static CapturedLog of(Class<?> type) {
        return new CapturedLog((Logger) LoggerFactory.getLogger(type));
    }

    /** What was said so far, without levels. */
    public List<String> lines() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        written.start();
        logger.addAppender(written);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        logger.detachAppender(written);
    }
}
