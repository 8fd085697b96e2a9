package io.nfs2s3.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nfs2s3.media.Printable;
import io.nfs2s3.progress.ProgressReport;
import java.util.Map;
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
        return write(report, ageSeconds, problem, Map.of());
    }

    /**
     * The same of a process that has jobs.
     *
     * @param waits why jobs cannot go on that are suspended, by their names
     */
    static String write(ProgressReport report, long ageSeconds, @Nullable String problem, Map<String, String> waits) {
        ObjectNode fields = JSON.valueToTree(report);
        fields.put("ageSeconds", ageSeconds);
        fields.put("problem", problem);
        fields.set("waits", JSON.valueToTree(waits));
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
