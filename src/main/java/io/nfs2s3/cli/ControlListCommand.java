package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.control.ControlLine;
import io.nfs2s3.media.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "List what operators did over HTTP, the newest first.")
final class ControlListCommand extends AppCommand {
    private static final int MOST = 100_000;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many lines; ${DEFAULT-VALUE} without it.")
    private int limit = 100;

    @Option(names = "--json", description = "One line of JSON for each.")
    private boolean json;

    @Override
    int run(Application application) {
        Limit.require(limit);
        List<ControlLine> lines = application.controlActs().newest(Math.min(limit, MOST));
        lines.forEach(line -> {
            if (json) {
                json(fields(line));
            } else {
                out().println(text(line));
            }
        });
        return ExitCode.DONE;
    }

    /** When, what, of what, how it came out, by whom. All of it may be text that others chose. */
    private static String text(ControlLine line) {
        String outcome = line.outcome();
        Long begun = line.begun();
        String forwarded = line.forwardedFor();
        return Printable.line(line.at() + "  " + line.act() + "  " + line.subject() + "  " + line.asked() + "  "
                + (outcome == null ? "begun as " + line.id() : outcome)
                + (begun == null ? "" : " (begun as " + begun + ")")
                + "  by " + line.by() + " from " + line.client()
                + (forwarded == null ? "" : ", forwarded for " + forwarded)
                + " (" + line.application() + ")");
    }

    private static Map<String, @Nullable Object> fields(ControlLine line) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", line.id());
        fields.put("at", line.at().toString());
        fields.put("act", line.act());
        fields.put("subject", line.subject());
        fields.put("asked", line.asked());
        fields.put("outcome", line.outcome());
        fields.put("begun", line.begun());
        fields.put("by", line.by());
        fields.put("client", line.client());
        fields.put("forwardedFor", line.forwardedFor());
        fields.put("application", line.application());
        return fields;
    }
}
