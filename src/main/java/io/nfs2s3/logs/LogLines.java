package io.nfs2s3.logs;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;

/**
 * The encoder of config/logback.xml: a pattern for people, or JSON. One appender with both, for Logback warns of each
 * appender that nothing refers to, and prints all that it did.
 */
public final class LogLines extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    private final PatternLayoutEncoder text = new PatternLayoutEncoder();
    private Encoder<ILoggingEvent> chosen = text;

    /** @param format {@code json}; the pattern is for every other word */
    public void setFormat(String format) {
        chosen = format.equals("json") ? new JsonLog() : text;
    }

    /** @param pattern of Logback */
    public void setPattern(String pattern) {
        text.setPattern(pattern);
    }

    @Override
    public void start() {
        chosen.setContext(getContext());
        chosen.start();
        super.start();
    }

    @Override
    public void stop() {
        super.stop();
        chosen.stop();
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return chosen.encode(event);
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
