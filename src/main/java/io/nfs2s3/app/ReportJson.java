package io.nfs2s3.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nfs2s3.media.Printable;

/** Writes reports and findings as JSON for scripts and the dashboard. */
public final class ReportJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReportJson() {}

    /**
     * One line of JSON, also for a terminal.
     *
     * @param report a record of plain values
     */
    public static String write(Object report) {
        try {
            return Printable.json(JSON.writeValueAsString(report));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of plain values can always be written", e);
        }
    }
}
