package io.nfs2s3.logs;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.nfs2s3.media.Printable;

/**
 * The word {@code %text} of config/logback.xml: the message of an event in one line, and each of its errors in one more,
 * with the place where it was thrown. What others chose, such as a path, ends no line and moves no cursor.
 */
public final class LogText extends ThrowableHandlingConverter {
    @Override
    public String convert(ILoggingEvent event) {
        StringBuilder text = new StringBuilder(Printable.line(event.getFormattedMessage()));
        String lead = "\n";
        for (IThrowableProxy error = event.getThrowableProxy(); error != null; error = error.getCause()) {
            text.append(lead).append(error.getClassName());
            if (error.getMessage() != null) {
                text.append(": ").append(Printable.line(error.getMessage()));
            }
            StackTraceElementProxy[] frames = error.getStackTraceElementProxyArray();
            if (frames.length > 0) {
                text.append("\n\t").append(frames[0]);
            }
            lead = "\nCaused by: ";
        }
        return text.toString();
    }
}
