package io.nfs2s3.logs;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** Has the log of this process written as the settings say: config/logback.xml is read anew, with their values. */
public final class LogSetup {
    /** Read by config/logback.xml. */
    private static final String FORMAT = "nfs2s3.log.format";

    /** Read by config/logback.xml. */
    private static final String REPEATS = "nfs2s3.log.repeats";

    private LogSetup() {}

    /**
     * From the next event on. Does nothing for what is the default, and where another library than Logback writes the log.
     *
     * @throws IllegalStateException when config/logback.xml, or the site's own in its place, is broken
     */
    public static void apply(LogSettings settings) {
        if (settings.equals(LogSettings.DEFAULTS)
                || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        System.setProperty(FORMAT, settings.format().name().toLowerCase(Locale.ROOT));
        System.setProperty(REPEATS, Integer.toString(settings.repeats()));
        context.reset();
        try {
            new ContextInitializer(context).autoConfig();
        } catch (JoranException e) {
            throw new IllegalStateException("the configuration of the log cannot be read", e);
        }
    }
}
