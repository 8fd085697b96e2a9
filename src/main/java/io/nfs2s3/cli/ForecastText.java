package io.nfs2s3.cli;

import io.nfs2s3.app.ReportJson;
import io.nfs2s3.backfill.PlanSettings;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A forecast in words for a person, and in fields for a script.
 *
 * @param prices of S3
 */
record ForecastText(Forecast forecast, PlanSettings prices, ForecastRate rate) {
    /**
     * Of a command that changes something.
     *
     * @param notes what the figures do not tell
     */
    void print(boolean json, PrintWriter out, String... notes) {
        print("nothing was looked at or changed: --dry-run looks, --yes does it", json, out, notes);
    }

    /** @param end what was not done, and what does it */
    void print(String end, boolean json, PrintWriter out, String... notes) {
        if (json) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("event", "plan");
            fields.putAll(fields());
            fields.put("notes", List.of(notes));
            out.println(ReportJson.write(fields));
            return;
        }
        lines().forEach(out::println);
        for (String note : notes) {
            out.println(note);
        }
        out.println(end);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line("files      %,d", forecast.files()));
        lines.add("requests   " + requests());
        lines.add("NFS        " + bytes(forecast.nfsRead()) + " read, " + bytes(forecast.nfsWritten()) + " written");
        lines.add("S3         " + bytes(forecast.fromS3()) + " from it, " + bytes(forecast.toS3()) + " to it");
        lines.add("money      " + costs().text(forecast) + ", at the prices of plan.price");
        Double seconds = seconds();
        lines.add(
                seconds == null
                        ? "time       unknown: " + rate.from()
                        : line(
                                "time       %s at %,.1f files/s, %s",
                                OutboxText.age(Duration.ofSeconds(Math.round(seconds))),
                                rate.filesPerSecond(),
                                rate.from()));
        return lines;
    }

    private String requests() {
        String all = Stream.of(Request.values())
                .filter(request -> forecast.many(request).most() > 0)
                .map(request -> span(forecast.many(request), amount -> line("%,d", amount)) + " " + request)
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "none to S3" : all;
    }

    private static String bytes(Span span) {
        return span(span, StatusText::bytes);
    }

    private static String span(Span span, LongFunction<String> text) {
        return span.least() == span.most()
                ? text.apply(span.most())
                : text.apply(span.least()) + " to " + text.apply(span.most());
    }

    private Costs costs() {
        return new Costs(prices);
    }

    private @Nullable Double seconds() {
        Double filesPerSecond = rate.filesPerSecond();
        return filesPerSecond == null ? null : forecast.files() / filesPerSecond;
    }

    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("files", forecast.files());
        Map<String, Object> requests = new LinkedHashMap<>();
        for (Request request : Request.values()) {
            requests.put(request.name(), forecast.many(request));
        }
        fields.put("requests", requests);
        fields.put("nfsReadBytes", forecast.nfsRead());
        fields.put("nfsWrittenBytes", forecast.nfsWritten());
        fields.put("fromS3Bytes", forecast.fromS3());
        fields.put("toS3Bytes", forecast.toS3());
        fields.put("costAtLeast", costs().of(forecast, Span::least));
        fields.put("costAtMost", costs().of(forecast, Span::most));
        fields.put("seconds", seconds());
        fields.put("filesPerSecond", rate.filesPerSecond());
        fields.put("rateFrom", rate.from());
        return fields;
    }

    private static String line(String format, @Nullable Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
