package io.nfs2s3.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import co.elastic.logging.AdditionalField;
import co.elastic.logging.logback.EcsEncoder;
import io.nfs2s3.media.Printable;
import io.nfs2s3.resilience.ProcessName;
import java.nio.charset.StandardCharsets;

/**
 * How {@link LogLines} writes JSON: an event is one line with one object, whose fields have
 * the names of the Elastic Common Schema, with the host and, of what belongs to a run, its id in {@code labels.run}.
 */
public final class JsonLog extends EcsEncoder {
    @Override
    public void start() {
        setServiceName("nfs2s3");
        addAdditionalField(new AdditionalField("host.name", ProcessName.host()));
        super.start();
    }

    /** What others chose, such as a path, turns no line around on a terminal either. */
    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = new String(super.encode(event), StandardCharsets.UTF_8).strip();
        return (Printable.json(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
