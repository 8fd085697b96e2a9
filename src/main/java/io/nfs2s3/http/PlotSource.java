package io.nfs2s3.http;

import io.nfs2s3.progress.Span;

/** Reads what the page plots. */
@FunctionalInterface
public interface PlotSource {
    /**
     * One JSON object.
     *
     * @throws RuntimeException when the database fails
     */
    String read(Span span);
}
