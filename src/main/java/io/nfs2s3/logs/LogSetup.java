package io.nfs2s3.logs;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Has the log of this process written as the settings say: config/logback.xml is read anew, with their values. */
public final class LogSetup {
    /** Read by config/logback.xml. */
    private static final String FORMAT = "nfs2s3.log.format";

    /** Read by config/logback.xml. */
    private static final String REPEATS = "nfs2s3.log.repeats";

    private static final String FORMAT_VARIABLE = "NFS2S3_LOG_FORMAT";

    private LogSetup() {}

    /**
     * Before the first logger is made: has the format be that of the environment, in any case of its letters, as a setting may
     * be written. What is no format is text until the settings are read, which refuse it: the log always has an appender.
     */
    public static void begin(Map<String, String> environment) {
        boolean isJson = LogSettings.Format.JSON.name().equalsIgnoreCase(environment.getOrDefault(FORMAT_VARIABLE, ""));
        setFormat(isJson ? LogSettings.Format.JSON : LogSettings.Format.TEXT);
    }

    private static void setFormat(LogSettings.Format format) {
        System.setProperty(FORMAT, format.name().toLowerCase(Locale.ROOT));
    }

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
        setFormat(settings.format());
        System.setProperty(REPEATS, Integer.toString(settings.repeats()));
        context.reset();
        try {
            new ContextInitializer(context).autoConfig();
        } catch (JoranException e) {
            throw new IllegalStateException("the configuration of the log cannot be read", e);
        }
    }
}
