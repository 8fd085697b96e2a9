package io.nfs2s3.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nfs2s3.media.Printable;
import io.nfs2s3.progress.ProgressReport;
import org.jspecify.annotations.Nullable;

/** Writes reports and findings as JSON for scripts and the dashboard. */
public final class ReportJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReportJson() {}

    /**
     * A report with what is to be known of it, as one line of JSON.
     *
     * @param ageSeconds since it was made
     * @param problem why there is no newer one; null when nothing is in the way
     */
    public static String write(ProgressReport report, long ageSeconds, @Nullable String problem) {
        ObjectNode fields = JSON.valueToTree(report);
        fields.put("ageSeconds", ageSeconds);
        fields.put("problem", problem);
        return Printable.json(fields.toString());
    }

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
