package io.nfs2s3.http;

import io.javalin.http.Context;
import io.nfs2s3.http.Figures.Look;
import io.nfs2s3.progress.Span;
import io.nfs2s3.resilience.DaemonThreads;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * The history of each span, read by one thread while somebody asks for it: however many look, the database reads a span once in a
 * while, and no request waits for it. Thread-safe.
 */
final class Plots implements AutoCloseable {
    private final Map<Span, Figures<String>> spans = new EnumMap<>(Span.class);

    /** Reads nothing yet. */
    Plots(PlotSource source) {
        ExecutorService reader = Executors.newSingleThreadExecutor(DaemonThreads.named("nfs2s3-dashboard-plots"));
        for (Span span : Span.values()) {
            spans.put(span, new Figures<>(() -> source.read(span), span.fresh(), reader));
        }
    }

    /** What is known, with its age in seconds in the header {@code Age}; 503 while nothing is. */
    void answer(Context context) {
        String name = context.pathParam("span");
        Figures<String> span = Stream.of(Span.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .map(spans::get)
                .orElse(null);
        if (span == null) {
            context.status(404).result("the spans are hour, day, week and all");
            return;
        }
        Look<String> look = span.look();
        String json = look.report();
        context.header("Cache-Control", "no-store");
        if (json == null) {
            context.status(503).result(look.problem().orElse("the history is being read"));
            return;
        }
        context.header("Age", Long.toString(look.ageSeconds()))
                .contentType("application/json")
                .result(json);
    }

    /** A reading that hangs is left behind. */
    @Override
    public void close() {
        spans.values().forEach(Figures::close);
    }
}
